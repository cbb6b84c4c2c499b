import { join } from 'node:path'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { AskAnswer } from '../../shared/domain/ask-answer.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { answerPipe } from '../../shared/harness/answer-waiter.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import { answerRetryMs, answerWithinMs } from '../../shared/limits.ts'
import type { Harness } from '../../shared/harness/harness.ts'
import { writePipeLine } from './pipe-line.ts'
import { lineSocket, overLine } from './session-line.ts'

export type Answer = { readonly askId: string; readonly answer: 'allow' | 'deny'; readonly reason: string }
export type AnswerParts = {
  readonly harness: Harness | null
  readonly runDirectory: string
  readonly client: ApiClient
  readonly clock: Clock
}

/**
 * Gives a person's answer to the very question that was shown; one that comes too late, or for another question, is
 * refused. A local agent's waiter, or its session over its line, gets it at once; a remote one's gets it from its worker.
 */
export async function answerQuestion(
  conversation: Conversation,
  { askId, answer, reason }: Answer,
  parts: AnswerParts,
): Promise<void> {
  const { ask, name, runId, place } = conversation
  if (ask?.id !== askId) throw new WireError('not-asked', `${name} does not ask this any more`)
  if (!ask.can_answer) throw new WireError('only-in-pane', `this question of ${name} is answered in its pane`)
  if (place === 'remote') {
    const message = reason.trim() === '' ? {} : { message: reason }
    const body = { ask_id: askId, answer, ...message }
    const accepted = await parts.client.call('followUpRun', { params: { run_id: runId }, body })
    if (!accepted.ok) throw new WireError('refused', describeFailure(accepted.error))
    return
  }
  const by = { kind: 'person' as const, name: '' }
  const given = await giveToWaiter(conversation, { ask_id: askId, answer, reason, by }, parts)
  if (given.kind === 'nobody-waits')
    throw new WireError('not-asked', `${name} waits for this answer no more; look into its pane`)
  // The answer is given all the same; the next hook tells that work goes on.
  if (given.kind === 'not-told')
    throw new WireError('not-told', `answered; the service was not told: ${given.because}`)
}

/** Gives an answer to the question that it answers, by its pipe or over its session's line, and tells the service so. */
export async function giveToWaiter(
  conversation: Pick<Conversation, 'runId' | 'session' | 'ask'>,
  answer: AskAnswer,
  parts: AnswerParts,
): Promise<{ kind: 'given' } | { kind: 'nobody-waits' } | { kind: 'not-told'; because: string }> {
  const { runId, session } = conversation
  const line = parts.harness?.renderAnswer?.(answer)
  const isGiven =
    line === undefined
      ? await answerByLine(conversation, answer, parts)
      : await answerByPipe(line, answer, parts)
  if (!isGiven) return { kind: 'nobody-waits' }
  if (session === null) return { kind: 'given' }
  const signal = { kind: 'work-went-on' as const, session_id: session, ask_id: answer.ask_id }
  const told = await parts.client.call('reportSignal', { params: { run_id: runId }, body: { signal } })
  return told.ok ? { kind: 'given' } : { kind: 'not-told', because: describeFailure(told.error) }
}

/** An answer that the service took for an agent here, in the words of the timeline. */
export const describeAnswer = ({ answer, reason, by }: AskAnswer, name: string) => ({
  title: `${by.kind === 'person' ? 'you' : by.name} → ${name}: ${answer === 'allow' ? 'allowed' : 'denied'}`,
  why: reason,
})

async function answerByPipe(line: string, { ask_id }: AskAnswer, parts: AnswerParts): Promise<boolean> {
  const path = join(parts.runDirectory, answerPipe(ask_id))
  // The question is told a moment before its waiter listens.
  const deadline = parts.clock.now() + answerWithinMs
  while (!writePipeLine(path, line).ok) {
    if (parts.clock.now() >= deadline) return false
    await delay(parts.clock, answerRetryMs)
  }
  return true
}

async function answerByLine(
  { session, ask }: Pick<Conversation, 'session' | 'ask'>,
  { ask_id, answer }: AskAnswer,
  { harness, runDirectory, clock }: AnswerParts,
): Promise<boolean> {
  const socket = lineSocket(harness, runDirectory)
  if (!harness?.line || socket === null || session === null || ask?.id !== ask_id) return false
  const { line } = harness
  const given = { session, answer, subject: ask.subject }
  const talked = await overLine(socket, clock, (to) => line.answer(to, given))
  return talked.ok && talked.value
}
