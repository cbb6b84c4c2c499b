import type { z } from 'zod'
import type { FollowUp } from '../../shared/contract/api/run.ts'
import { decideAnswer, type AskAnswer } from '../../shared/domain/ask-answer.ts'
import { answerReasonCharsMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import { heldExecution } from '../runs/signals.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import type { FollowUpBy } from './follow-up-run.ts'

const refusals = {
  'only-in-its-pane': [
    'operation_not_supported',
    'waits for an answer that only the place where it asks can give; answer it there',
  ],
  'another-question': ['conflict', 'asks something else by now; look at its present question'],
  'answered-otherwise': ['conflict', 'was given another answer to this question already'],
  'not-its-to-allow': [
    'not_authorized',
    'asks for a permission that this agent does not have itself: it may deny it; a person may allow it',
  ],
  'allow-has-no-words': [
    'invalid_request',
    'is told nothing with a permission; allow it without words, and send them as a message',
  ],
} as const

/**
 * Keeps the answer to the question that the run waits with, in the run itself: whoever sits beside the agent (the app, or
 * the worker with its next heartbeat) hands it over, and what the agent does next takes it away again.
 */
export function answerQuestion(
  tx: Transaction,
  run: Run,
  request: z.output<typeof FollowUp>,
  by: Exclude<FollowUpBy, { kind: 'service' }>,
): AskAnswer {
  const status = run.statusMessage
  const ask = status?.ask ?? null
  const given = status?.answer ?? null
  const text = request.message ?? ''
  if (text.length > answerReasonCharsMax)
    throw new Refusal('request_too_large', `an answer has at most ${answerReasonCharsMax} characters`)
  const decision = decideAnswer({
    ask,
    given,
    text,
    meant: request.ask_id ?? null,
    chosen: request.answer ?? null,
    by:
      by.kind === 'person'
        ? { kind: 'person' }
        : { kind: 'agent', mode: by.run.config?.permission_mode ?? 'default' },
  })
  if (decision.kind === 'accepted-before' && given !== null) return given
  if (decision.kind !== 'accept' || status === null || ask === null) {
    const [code, why] = refusals[decision.kind === 'refuse' ? decision.because : 'only-in-its-pane']
    throw new Refusal(code, `run ${run.runId} (${run.name}) ${why}`, { retryable: false })
  }
  const answer: AskAnswer = {
    ask_id: ask.id,
    answer: decision.answer,
    reason: decision.reason,
    by: by.kind === 'person' ? { kind: 'person', name: '' } : { kind: 'agent', name: by.run.name },
  }
  tx.runs.change(run.runId, { statusMessage: { ...status, answer } })
  const executionId = heldExecution(tx, run)?.executionId ?? null
  tx.events.append(run, { type: 'ask_answered', refId: ask.id, executionId })
  return answer
}
