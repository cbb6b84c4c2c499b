/** A time as the wire spells it. */
export const wireTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
export const wireTimeOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : wireTime(milliseconds)
