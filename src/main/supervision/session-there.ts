import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { SessionPlace } from '../../shared/harness/harness.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import type { LaunchPlace } from './agent-launch.ts'

type Where = Pick<LaunchPlace, 'home' | 'platform'>

/** Whether the harness still has what it resumes from. A harness that keeps nothing on disk always has. */
export function isSessionThere(conversation: Conversation, place: Where): boolean {
  const harness = harnessNamed(conversation.harness)
  if (conversation.session === null || !harness) return false
  if (harness.sessionPlace === null) return true
  const kept = placeOf(conversation, place)
  return kept !== null && findSession(kept) !== null
}

/** The file that is the session's transcript; null when there is none, or when the harness keeps all in one database. */
export function transcriptOf(conversation: Conversation, place: Where): string | null {
  const kept = placeOf(conversation, place)
  return kept === null || kept.kind === 'database' ? null : findSession(kept)
}

function placeOf(conversation: Conversation, { home, platform }: Where): SessionPlace | null {
  const { session, configDirectory } = conversation
  const harness = harnessNamed(conversation.harness)
  if (session === null || !harness?.sessionPlace || !existsSync(conversation.directory)) return null
  const directory = realpathSync(conversation.directory) // a harness names a directory as its process sees it
  return harness.sessionPlace({ session, directory, home, configDirectory, platform })
}

/** Looks the place up on this disk, newest folders first. */
export function findSession(place: SessionPlace): string | null {
  if (place.kind !== 'below') return existsSync(place.path) ? place.path : null
  return findBelow(place.directory, place.ending, place.depth)
}

function findBelow(directory: string, ending: string, depth: number): string | null {
  let entries
  try {
    entries = readdirSync(directory, { withFileTypes: true })
  } catch {
    return null // it never kept anything there
  }
  const found = entries.find((entry) => !entry.isDirectory() && entry.name.endsWith(ending))
  if (found) return join(directory, found.name)
  if (depth === 0) return null
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  for (const name of folders.toSorted().toReversed()) {
    const below = findBelow(join(directory, name), ending, depth - 1)
    if (below !== null) return below
  }
  return null
}
