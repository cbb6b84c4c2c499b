import type { ExecutionId, RunId } from '../../shared/domain/ids.ts'
import { renderMailbox } from '../../shared/domain/mailbox-context.ts'
import { describeDecision } from '../../shared/domain/wake-reason.ts'
import { decideWake, parkedReasons, type WakeDecision, type WakeFacts } from '../../shared/domain/wake.ts'
import { followUpRun } from '../executions/follow-up-run.ts'
import { messageItem } from '../messages/message-item.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { gatherRunFacts } from './gather-run-facts.ts'
import type { WakeSettings } from './wake-settings.ts'

/** What would be decided for the run now; null when the service does not wake it. */
export function decideForRun(
  tx: Transaction,
  runId: RunId,
  settings: WakeSettings,
  asked: 'by-person' | 'by-event',
): { readonly run: Run; readonly facts: WakeFacts; readonly decision: WakeDecision } | null {
  const run = tx.runs.find(runId)
  if (run === null || run.location !== 'REMOTE') return null
  const facts = gatherRunFacts(tx, run, settings, asked)
  return { run, facts, decision: decideWake(facts, settings.policy, tx.now) }
}

/**
 * Decides for a remote run and carries it out, in the one transaction that also keeps the decision: the follow-up, the
 * messages it announces and the reason are durable together or not at all. Answers when to ask again; null: at an event.
 */
export function considerRun(
  tx: Transaction,
  runId: RunId,
  settings: WakeSettings,
  asked: 'by-person' | 'by-event' = 'by-event',
): number | null {
  const found = decideForRun(tx, runId, settings, asked)
  if (found === null) return null
  const { run, facts, decision } = found
  const executionId = decision.kind === 'follow-up' ? wake(tx, run, decision) : null
  keepDecision(tx, run, facts, decision, executionId)
  return decision.kind === 'wait' ? decision.until : null
}

function wake(tx: Transaction, run: Run, decision: WakeDecision & { kind: 'follow-up' }): ExecutionId | null {
  const messages = decision.messages.flatMap((id) => tx.messages.find(id) ?? [])
  const message = renderMailbox(messages.map(messageItem), 0)
  const request = { message, message_ids: [...decision.messages] }
  return followUpRun(tx, run, request, { kind: 'service' }).executionId
}

/** A decision that only repeats the last one is no news. */
function keepDecision(
  tx: Transaction,
  run: Run,
  facts: WakeFacts,
  decision: WakeDecision,
  executionId: ExecutionId | null,
): void {
  const { last } = tx.wakes.book(run.runId)
  const because = 'because' in decision ? decision.because : null
  const isSilent = because === 'nothing-waits'
  if (isSilent && (last === null || last.because === 'nothing-waits')) return
  const until = decision.kind === 'wait' ? decision.until : null
  if (decision.kind !== 'follow-up' && last?.kind === decision.kind && last.because === because) {
    if (last.until !== until) tx.wakes.change(run, { last: { ...last, until } })
    return
  }
  const reason = describeDecision(decision, facts, tx.now)
  tx.wakes.change(run, { last: { kind: decision.kind, because, reason, until, decidedAt: tx.now } })
  if (isSilent) return
  tx.wakes.record({
    runId: run.runId,
    rootRunId: run.rootRunId,
    decidedAt: tx.now,
    kind: decision.kind,
    because,
    reason,
    facts: factsToKeep(facts),
    executionId,
  })
  if (isParked(decision.kind, because)) tx.events.append(run, { type: 'wake_parked', refId: because })
}

/** Whether only a person ends this. */
export const isParked = (kind: string, because: string | null): boolean =>
  kind === 'hold' && (parkedReasons as ReadonlySet<string | null>).has(because)

/** The facts without what only a pane has, and messages by their ids. */
const factsToKeep = (facts: WakeFacts): Record<string, unknown> => ({
  run_state: facts.runState,
  pending: facts.pending.map((message) => message.id),
  is_asked: facts.isAsked,
  failures: facts.failures,
  last_failed_at: facts.lastFailedAt,
  last_error: facts.lastError,
  wakes_this_hour: facts.recentWakes.length,
  last_woken_at: facts.recentWakes.at(-1) ?? null,
  family_wakes_this_hour: facts.familyWakes,
  depth: facts.depth,
  limited_until: facts.limitedUntil,
})
