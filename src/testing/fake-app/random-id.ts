/** A short id for things that exist only in a demo. */
export const randomId = (): string => crypto.randomUUID().slice(0, 8)
