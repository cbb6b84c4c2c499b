import type { z } from 'zod'
import type { FollowUp } from '../../shared/contract/api/run.ts'
import type { AskAnswer } from '../../shared/domain/ask-answer.ts'
import { decideFollowUp, followUpKind } from '../../shared/domain/follow-up.ts'
import { keepsNothing } from '../../shared/domain/harness-name.ts'
import { ExecutionId, type RunId } from '../../shared/domain/ids.ts'
import { surfacedByExecution } from '../../shared/domain/mailbox-take.ts'
import { bodyCharsMax, promptCharsMax } from '../../shared/limits.ts'
import { answerQuestion } from './answer-question.ts'
import { labelsOf } from './worker-labels.ts'
import { appendMessage } from '../messages/append-message.ts'
import { surface } from '../messages/mailbox.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import { moveRun } from '../runs/move-run.ts'
import { heldExecution } from '../runs/signals.ts'
import type { Run, StoredMessage } from '../store/rows.ts'
import { executionRoute } from '../../shared/domain/place-name.ts'
import type { Transaction } from '../store/store.ts'

const refusals = {
  killed: ['run_killed', 'was killed'],
  local: ['operation_not_supported', 'is local: its own app wakes it'],
  blocked: ['operation_not_supported', 'waits for the answer to its question; its mail goes in after that'],
  empty: ['invalid_request', 'cannot be followed up with nothing: give a message or message_ids'],
  'asks-nothing': ['conflict', 'asks nothing at this moment, so there is nothing to allow or deny'],
} as const

/** Who follows a run up: a person, a run above it, or the service itself because of mail. */
export type FollowUpBy =
  | { readonly kind: 'person' }
  | { readonly kind: 'agent'; readonly run: Run }
  | { readonly kind: 'service' }
/** What a follow-up came to. `executionId`: which will carry it out; null when all it announces has reached the run before. */
export type FollowedUp = { readonly executionId: ExecutionId | null; readonly answered: AskAnswer | null }

/** Accepts a follow-up for good, and sends it where the run's state says. */
export function followUpRun(
  tx: Transaction,
  run: Run,
  request: z.output<typeof FollowUp>,
  by: FollowUpBy,
): FollowedUp {
  const announced = announcedMessages(tx, run, request.message_ids ?? [])
  const pending = announced.filter((message) => message.state === 'pending')
  const text = request.message ?? ''
  const decision = decideFollowUp<ExecutionId>({
    location: run.location,
    isKilled: run.isKilled,
    state: run.state,
    hasText: text.trim() !== '',
    isChoice: request.answer !== undefined,
    mayAnswer: by.kind !== 'service',
    announces:
      (request.message_ids ?? []).length === 0
        ? 'nothing'
        : pending.length === 0
          ? 'only-handled'
          : 'pending-messages',
    held: heldExecution(tx, run)?.executionId ?? null,
    next:
      tx.executions.open(run.runId).find(({ state }) => state === 'waiting' || state === 'behind')
        ?.executionId ?? null,
    takesMail: !keepsNothing(run.harness) && text.length <= bodyCharsMax,
  })
  const words = text.trim() === '' ? announcement(pending.length) : text
  switch (decision.kind) {
    case 'refuse': {
      const [code, why] = refusals[decision.because]
      const never = decision.because === 'asks-nothing' ? { retryable: false } : {}
      throw new Refusal(code, `run ${run.runId} (${run.name}) ${why}`, never)
    }
    case 'answer': {
      if (by.kind === 'service') throw new Error('decideFollowUp lets no service answer')
      const answered = answerQuestion(tx, run, request, by)
      return { executionId: heldExecution(tx, run)?.executionId ?? null, answered }
    }
    case 'done-before':
      return { executionId: executionOf(announced), answered: null }
    case 'append':
      appendPrompt(tx, decision.to, words)
      return accept(tx, run, decision.to, pending)
    case 'deliver':
      // It is taken at the next turn boundary; should the execution end before that, it wakes the run.
      if (pending.length === 0) writeFollowUp(tx, run, by.kind === 'agent' ? by.run.runId : null, text)
      tx.events.append(run, { type: 'followup_accepted', refId: decision.to, executionId: decision.to })
      return { executionId: decision.to, answered: null }
    case 'queue-behind':
      return accept(tx, run, insertExecution(tx, run, words, 'behind'), pending)
    case 'start-execution': {
      const executionId = insertExecution(tx, run, words, 'waiting')
      tx.runs.change(run.runId, { executionId })
      moveRun(tx, knownRun(tx, run.runId), 'requeued')
      return accept(tx, run, executionId, pending)
    }
  }
}

const writeFollowUp = (tx: Transaction, run: Run, from: RunId | null, body: string): void =>
  void appendMessage(tx, run, { senderRunId: from, subject: 'Follow-up', body, kind: followUpKind })

/** A message that is gone (a notice that a newer one replaced) needs no announcement. */
function announcedMessages(
  tx: Transaction,
  run: Run,
  ids: readonly StoredMessage['messageId'][],
): StoredMessage[] {
  const found = [...new Set(ids)].flatMap((id) => tx.messages.find(id) ?? [])
  const foreign = found.find((message) => message.runId !== run.runId)
  if (foreign)
    throw new Refusal('invalid_request', `message ${foreign.messageId} is not addressed to run ${run.runId}`)
  return found
}

function accept(
  tx: Transaction,
  run: Run,
  executionId: ExecutionId,
  pending: readonly StoredMessage[],
): FollowedUp {
  const to = { surfacedTo: surfacedByExecution(executionId), claimId: null, isShown: true }
  for (const message of pending) surface(tx, run, message.messageId, to)
  tx.events.append(run, { type: 'followup_accepted', refId: executionId, executionId })
  return { executionId, answered: null }
}

function insertExecution(
  tx: Transaction,
  run: Run,
  prompt: string,
  state: 'behind' | 'waiting',
): ExecutionId {
  const executionId = ExecutionId.parse(tx.newId())
  const { runId, config } = run
  const harness = executionRoute(run.harness, config?.place)
  tx.executions.insert({ executionId, runId, harness, prompt, state, labels: labelsOf(config) })
  return executionId
}

function appendPrompt(tx: Transaction, executionId: ExecutionId, words: string): void {
  const prompt = [tx.executions.find(executionId)?.prompt ?? '', words]
    .filter((part) => part !== '')
    .join('\n\n')
  if (prompt.length > promptCharsMax)
    throw new Refusal('request_too_large', `the waiting prompt would exceed ${promptCharsMax} characters`)
  tx.executions.change(executionId, { prompt })
}

const announcement = (count: number): string =>
  count === 1 ? 'A new message is waiting: read it.' : `${count} new messages are waiting: read them.`

function executionOf(announced: readonly StoredMessage[]): ExecutionId | null {
  const by = announced.find((message) => message.surfacedTo?.startsWith('execution:'))?.surfacedTo
  return by === undefined || by === null ? null : ExecutionId.parse(by.slice('execution:'.length))
}
