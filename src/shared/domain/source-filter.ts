import type { SourceCondition, SourceFilter } from './source.ts'

/** Null when the happening passes; else what it failed, for people. */
export function refusedByFilter(
  filter: SourceFilter,
  happening: { readonly eventType: string; readonly payload: unknown },
): string | null {
  if (filter.event_types.length > 0 && !filter.event_types.includes(happening.eventType))
    return `its type is not one of ${filter.event_types.join(', ')}`
  const failed = filter.where.find(
    (condition) => !holds(condition, valueAt(happening.payload, condition.path)),
  )
  return failed === undefined ? null : `${failed.path} is not what the filter asks for`
}

function holds(condition: SourceCondition, value: unknown): boolean {
  if (condition.exists !== undefined && (value !== undefined) !== condition.exists) return false
  if (condition.equals !== undefined && value !== condition.equals) return false
  if (condition.not_equals !== undefined && value === condition.not_equals) return false
  if (condition.one_of !== undefined && !condition.one_of.some((one) => one === value)) return false
  return condition.contains === undefined || includes(value, condition.contains)
}

const includes = (value: unknown, part: string): boolean =>
  typeof value === 'string'
    ? value.includes(part)
    : Array.isArray(value) && value.some((one: unknown) => one === part)

/** The value at a dotted path; own keys only, so that no payload reaches what it does not hold. */
export function valueAt(payload: unknown, path: string): unknown {
  let value = payload
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key] // its own key, as the line above saw
  }
  return value
}
