import type { Conversation } from '../../shared/domain/conversation.ts'
import { wakePrompt } from '../../shared/domain/mailbox-context.ts'
import type { Harness } from '../../shared/harness/harness.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { runDirectoryOf, type LaunchPlace } from '../supervision/agent-launch.ts'
import { lineSocket, overLine } from './session-line.ts'
import type { WakeOutcome } from './waker.ts'

export type RouseLineSources = {
  readonly place: Pick<LaunchPlace, 'dataDirectory'>
  readonly clock: Clock
  readonly harnessOf: (conversation: Conversation) => Harness | null
}

/** Begins a turn of a live, idle session over its own line; null when it has none. A draft in its pane stays as it is. */
export async function rouseByLine(
  conversation: Conversation,
  { place, clock, harnessOf }: RouseLineSources,
): Promise<WakeOutcome | null> {
  const harness = harnessOf(conversation)
  const socket = lineSocket(harness, runDirectoryOf(place.dataDirectory, conversation.runId))
  const { session } = conversation
  if (!harness?.line || socket === null || session === null) return null
  const { wake } = harness.line
  const woken = await overLine(socket, clock, (line) => wake(line, { session, text: wakePrompt([]) }))
  return woken.ok
    ? ok('begun')
    : err({ kind: 'failed', message: `the live session could not be told: ${woken.error}` })
}
