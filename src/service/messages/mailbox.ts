import type { ExecutionId, HarnessSessionId, MessageId } from '../../shared/domain/ids.ts'
import {
  isSurfacedByExecution,
  planTake,
  surfacedByExecution,
  type TakePolicy,
} from '../../shared/domain/mailbox-take.ts'
import { mailboxMessageOverheadChars } from '../../shared/limits.ts'
import type { MessageOutline, Run, StoredMessage } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** Which surfaced messages are meant. */
export type Surfacing = (message: MessageOutline) => boolean
export const bySession =
  (sessionId: HarnessSessionId): Surfacing =>
  (message) =>
    message.surfacedTo === sessionId
export const shownBySession =
  (sessionId: HarnessSessionId): Surfacing =>
  (message) =>
    message.surfacedTo === sessionId && message.isShown
export const byAnySession: Surfacing = (message) => !isSurfacedByExecution(message.surfacedTo)
export const byClaim =
  (claimId: string): Surfacing =>
  (message) =>
    message.claimId === claimId && !message.isShown
export const byExecution =
  (executionId: ExecutionId): Surfacing =>
  (message) =>
    message.surfacedTo === surfacedByExecution(executionId)

/** The agent has given a sign of life after these messages stood in its context. */
export function confirmSurfaced(tx: Transaction, run: Run, which: Surfacing): readonly MessageId[] {
  const ids = surfacedOf(tx, run, which)
  for (const id of ids) deliver(tx, run, id)
  return ids
}

/** The agent went away without such a sign: these messages are pending again. */
export function releaseSurfaced(tx: Transaction, run: Run, which: Surfacing): readonly MessageId[] {
  const ids = surfacedOf(tx, run, which)
  for (const id of ids) {
    tx.messages.change(id, {
      state: 'pending',
      surfacedTo: null,
      claimId: null,
      isShown: false,
      surfacedAt: null,
    })
    tx.events.append(run, { type: 'message_released', refId: id })
  }
  return ids
}

/** The message stands in the context of `to`, a session or an execution. */
export function surface(
  tx: Transaction,
  run: Run,
  messageId: MessageId,
  to: { readonly surfacedTo: string; readonly claimId: string | null; readonly isShown: boolean },
): void {
  tx.messages.change(messageId, { state: 'surfaced', surfacedAt: tx.now, ...to })
  tx.events.append(run, { type: 'message_surfaced', refId: messageId })
}

/** Who else takes from the same mailbox. */
export type OtherTakes = Pick<TakePolicy, 'beingShown' | 'graceMs'> & {
  /** The id of this one, when it must be known before. */
  readonly claimId?: string
}

export type Taken = {
  readonly claimId: string
  readonly messages: readonly StoredMessage[]
  readonly remaining: number
  readonly delivered: readonly MessageId[]
  readonly lookAgainAt: number | null
}

/** Takes the mailbox for a session, as `planTake` says. */
export function takeMailbox(
  tx: Transaction,
  run: Run,
  sessionId: HarnessSessionId,
  maxChars: number,
  others: OtherTakes,
): Taken {
  const policy = { maxChars, overheadChars: mailboxMessageOverheadChars, now: tx.now, ...others }
  const plan = planTake(tx.messages.open(run.runId), sessionId, policy)
  confirmSurfaced(tx, run, (message) => plan.deliver.includes(message.messageId))
  releaseSurfaced(tx, run, (message) => plan.release.includes(message.messageId))
  const claimId = others.claimId ?? tx.newId()
  for (const id of plan.surface) surface(tx, run, id, { surfacedTo: sessionId, claimId, isShown: false })
  const messages = plan.surface.flatMap((id) => tx.messages.find(id) ?? [])
  return {
    claimId,
    messages,
    remaining: plan.remaining,
    delivered: plan.deliver,
    lookAgainAt: plan.lookAgainAt,
  }
}

/** The claim's messages stand in the agent's context now. */
export function markShown(tx: Transaction, run: Run, claim: string): void {
  for (const { messageId, claimId } of tx.messages.open(run.runId))
    if (claimId === claim) tx.messages.change(messageId, { isShown: true })
}

/** Delivered for good; a message that is delivered already stays as it is. */
export function deliver(tx: Transaction, run: Run, messageId: MessageId): void {
  tx.messages.change(messageId, { state: 'delivered', deliveredAt: tx.now })
  tx.events.append(run, { type: 'message_delivered', refId: messageId })
}

const surfacedOf = (tx: Transaction, run: Run, which: Surfacing): MessageId[] =>
  tx.messages
    .open(run.runId)
    .filter((message) => message.state === 'surfaced' && which(message))
    .map((message) => message.messageId)
