import { first } from './migrations/0001-first.ts'
import { leasesAndHorizon } from './migrations/0002-leases-and-horizon.ts'
import { listsArtifactsTokens } from './migrations/0003-lists-artifacts-tokens.ts'
import { wakesAndSources } from './migrations/0004-wakes-and-sources.ts'
import { holdersAttachments } from './migrations/0005-holders-attachments.ts'
import { sessionsThatMove } from './migrations/0006-sessions-that-move.ts'

/**
 * The schema's history: `migrations[n]` brings a database of version n to n + 1. Never changed, only added to, each in a
 * file of its own; `fixtures/` keeps a database of every version, and a test opens them all.
 */
export const migrations: readonly string[] = [
  first,
  leasesAndHorizon,
  listsArtifactsTokens,
  wakesAndSources,
  holdersAttachments,
  sessionsThatMove,
]
