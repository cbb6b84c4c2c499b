import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { atWorkFile, readAtWork } from '../../shared/harness/at-work.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import { runDirectoryOf, type LaunchPlace } from './agent-launch.ts'
import { transcriptOf } from './session-there.ts'
import { tailOf } from './transcript-tail.ts'

/** The tool call that a process which is gone had begun and not ended: "Bash: npm test"; null when nothing tells. */
export function cutAt(
  conversation: Conversation,
  place: Pick<LaunchPlace, 'home' | 'platform' | 'dataDirectory'>,
): string | null {
  const { readOpenCall } = harnessNamed(conversation.harness) ?? {}
  if (readOpenCall) {
    const file = transcriptOf(conversation, place)
    return file === null ? null : readOpenCall(tailOf(file))
  }
  try {
    const directory = runDirectoryOf(place.dataDirectory, conversation.runId)
    return readAtWork(readFileSync(join(directory, atWorkFile), 'utf8'))
  } catch {
    return null // it was at nothing, or its harness tells nothing
  }
}
