/** Whether two pieces of plain data are equal in every part. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) => Object.hasOwn(other, key) && isSame(partOf(one, key), partOf(other, key)))
}

const partOf = (data: object, key: string): unknown => (data as Readonly<Record<string, unknown>>)[key] // plain data
