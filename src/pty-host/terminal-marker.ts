import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { TerminalId } from '../shared/domain/ids.ts'

/** What every process of one incarnation of a terminal carries in its environment. */
export type MarkerOf = (id: TerminalId, incarnation: number) => string

/**
 * Markers of the terminals of one data directory: the same for each host that serves it, so that a new one finds what
 * its predecessor left, and never those of another directory that has terminals of the same ids (a copy of it, say).
 */
export function markersOf(dataDir: string): MarkerOf {
  const place = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)
  return (id, incarnation) => `${place}/${id}:${incarnation}`
}
