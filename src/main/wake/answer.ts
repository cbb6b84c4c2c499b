import { join } from 'node:path'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { answerPipe } from '../../shared/harness/answer-waiter.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import { answerRetryMs, answerWithinMs } from '../../shared/limits.ts'
import type { Harness } from '../../shared/harness/harness.ts'
import { writePipeLine } from './pipe-line.ts'

export type Answer = { readonly askId: string; readonly answer: 'allow' | 'deny'; readonly reason: string }

/**
 * Gives a person's answer to the very question that was shown: its waiter listens on a pipe of its own, so an answer that
 * comes too late, or for another question, reaches nobody and is refused.
 */
export async function answerQuestion(
  conversation: Conversation,
  { askId, answer, reason }: Answer,
  parts: {
    readonly harness: Harness | null
    readonly runDirectory: string
    readonly client: ApiClient
    readonly clock: Clock
  },
): Promise<void> {
  const { ask, session, name } = conversation
  if (ask?.id !== askId) throw new WireError('not-asked', `${name} does not ask this any more`)
  if (!ask.can_answer || !parts.harness?.renderAnswer)
    throw new WireError('only-in-pane', `this question of ${name} is answered in its pane`)
  const line = parts.harness.renderAnswer(answer, reason)
  const path = join(parts.runDirectory, answerPipe(askId))
  // The question is told a moment before its waiter listens.
  const deadline = parts.clock.now() + answerWithinMs
  let isWritten = writePipeLine(path, line).ok
  while (!isWritten && parts.clock.now() < deadline) {
    await delay(parts.clock, answerRetryMs)
    isWritten = writePipeLine(path, line).ok
  }
  if (!isWritten)
    throw new WireError('not-asked', `${name} waits for this answer no more; look into its pane`)
  if (session === null) return
  const signal = { kind: 'work-went-on' as const, session_id: session }
  const request = { params: { run_id: conversation.runId }, body: { signal } }
  const told = await parts.client.call('reportSignal', request)
  // The answer is given all the same; the next hook tells that work goes on.
  if (!told.ok)
    throw new WireError('not-told', `answered; the service was not told: ${describeFailure(told.error)}`)
}
