import { randomUUID } from 'node:crypto'

/**
 * A UUID of version 7: random behind its milliseconds. Ids that are made one after the other stand side by side in an
 * index, so that a commit touches one page of it instead of one for each id.
 */
export function newId(now: number): string {
  const time = Math.max(0, Math.trunc(now)).toString(16).padStart(12, '0').slice(-12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
