import { keepsNothing } from '../../shared/domain/harness-name.ts'
import type { ExecutionId } from '../../shared/domain/ids.ts'
import { isEnded, type RunState } from '../../shared/domain/run.ts'
import { runEventOf, type HarnessSignal } from '../../shared/domain/signal.ts'
import { isLeased } from '../executions/lease.ts'
import {
  byAnySession,
  byExecution,
  bySession,
  confirmSurfaced,
  releaseSurfaced,
  shownBySession,
} from '../messages/mailbox.ts'
import type { Execution, Run, StatusText } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { knownRun } from './known-run.ts'
import { linkSession, markTurnBegan, moveRun } from './move-run.ts'

/** What became of a signal. `applied` is false for one that came late, twice, or from an execution that is over. */
export type SignalOutcome = { readonly applied: boolean; readonly state: RunState }

/** Takes over what a harness tells of itself. */
export function applySignal(
  tx: Transaction,
  run: Run,
  signal: HarnessSignal,
  executionId: ExecutionId | undefined,
): SignalOutcome {
  if (run.isKilled) return { applied: false, state: run.state }
  const execution = heldExecution(tx, run)
  releaseIfGone(tx, run, signal)
  const isFromThePast =
    run.location === 'REMOTE' &&
    (execution === null ||
      execution.isCancelled ||
      (executionId ?? execution.executionId) !== execution.executionId)
  const applied = !isFromThePast && apply(tx, run, signal, execution)
  return { applied, state: knownRun(tx, run.runId).state }
}

/** The execution a worker holds. A local run has none. */
export const heldExecution = (tx: Transaction, run: Run): Execution | null =>
  tx.executions.open(run.runId).find(isLeased) ?? null

function releaseIfGone(tx: Transaction, run: Run, signal: HarnessSignal): void {
  if (signal.kind !== 'session-ended' && signal.kind !== 'exited') return
  releaseSurfaced(tx, run, signal.session_id === null ? byAnySession : bySession(signal.session_id))
}

function apply(tx: Transaction, run: Run, signal: HarnessSignal, execution: Execution | null): boolean {
  switch (signal.kind) {
    case 'session-started':
      linkSession(tx, run, signal.session_id)
      return true
    case 'session-ended':
      return true
    case 'turn-began':
      return beginTurn(tx, run, signal, execution)
    case 'turn-ended':
      return endTurn(tx, run, signal, execution)
    case 'work-went-on':
      if (signal.ask_id !== undefined && signal.ask_id !== run.statusMessage?.ask?.id) return false
      if (isEnded(run.state) && !wasInterrupted(run)) return false // a tool's hook that was overtaken by the end of its turn
      confirmSurfaced(tx, run, shownBySession(signal.session_id))
      return move(tx, run, signal)
    case 'blocked':
      confirmSurfaced(tx, run, shownBySession(signal.session_id))
      return run.state === 'BLOCKED' ? askAgain(tx, run, signal) : move(tx, run, signal)
    case 'failed':
    case 'interrupted':
      return move(tx, run, signal)
    case 'exited':
      // The end of a process that another session has replaced says nothing about the run.
      if (
        signal.session_id !== null &&
        run.harnessSessionId !== null &&
        signal.session_id !== run.harnessSessionId
      )
        return false
      return move(tx, run, signal)
  }
}

type SignalOf<Kind extends HarnessSignal['kind']> = Extract<HarnessSignal, { kind: Kind }>

/** A turn may begin in any state: a person typed, a wake resumed it. */
function beginTurn(
  tx: Transaction,
  run: Run,
  signal: SignalOf<'turn-began'>,
  execution: Execution | null,
): boolean {
  const linked = linkSession(tx, run, signal.session_id)
  confirmSurfaced(tx, run, shownBySession(signal.session_id))
  if (execution !== null && !keepsNothing(run.harness))
    confirmSurfaced(tx, run, byExecution(execution.executionId))
  tx.events.append(run, { type: 'turn_began', refId: signal.session_id, executionId: run.executionId })
  move(tx, markTurnBegan(tx, linked), signal)
  return true
}

function endTurn(
  tx: Transaction,
  run: Run,
  signal: SignalOf<'turn-ended'>,
  execution: Execution | null,
): boolean {
  if ((isEnded(run.state) && !wasInterrupted(run)) || run.state === 'QUEUED') return false
  confirmSurfaced(tx, run, shownBySession(signal.session_id))
  if (execution !== null) confirmSurfaced(tx, run, byExecution(execution.executionId))
  // What was taken for this session and never shown (a take whose answer was lost) would wait for its next turn.
  releaseSurfaced(tx, run, (message) => message.surfacedTo === signal.session_id && !message.isShown)
  tx.events.append(run, { type: 'turn_ended', refId: signal.session_id, executionId: run.executionId })
  if (wasInterrupted(run)) moveRun(tx, run, 'started')
  return signal.has_background_work || move(tx, knownRun(tx, run.runId), signal)
}

/** Taken for broken off because nothing was heard of it; what is heard after all sets it right. */
const wasInterrupted = (run: Run): boolean =>
  run.state === 'CANCELLED' && run.statusMessage?.error_code === 'interrupted'

function move(tx: Transaction, run: Run, signal: HarnessSignal): boolean {
  const event = runEventOf(signal)
  if (event === null) return false
  const summary =
    signal.kind === 'turn-ended' && signal.summary !== undefined ? { summary: signal.summary } : {}
  return moveRun(tx, run, event, { status: statusOf(signal), ...summary }) !== null
}

/** Its newest question is the one that is shown and can be answered. */
function askAgain(tx: Transaction, run: Run, signal: SignalOf<'blocked'>): boolean {
  if (signal.ask === undefined || signal.ask.id === run.statusMessage?.ask?.id) return false
  tx.runs.change(run.runId, { statusMessage: statusOf(signal) })
  tx.events.append(run, { type: 'run_blocked', executionId: run.executionId })
  return true
}

function statusOf(signal: HarnessSignal): StatusText | null {
  switch (signal.kind) {
    case 'blocked':
      return { message: signal.question, ...(signal.ask === undefined ? {} : { ask: signal.ask }) }
    case 'failed':
      return {
        message: signal.message,
        error_code: signal.failure,
        ...(signal.resets_at === undefined ? {} : { resets_at: signal.resets_at }),
      }
    case 'interrupted':
      return { message: 'interrupted at its pane', error_code: 'interrupted' }
    case 'exited':
      return { message: describeCut(signal.exit_code, signal.cut_at) }
    case 'session-started':
    case 'turn-began':
    case 'turn-ended':
    case 'work-went-on':
    case 'session-ended':
      return null
  }
}

function describeCut(exitCode: number | null, cutAt: string | undefined): string {
  const how = `exit code ${exitCode ?? 'unknown'}`
  if (cutAt === undefined) return `the process ended in the middle of its turn (${how})`
  return `the process ended in the middle of its turn, at ${cutAt} (${how}); what that did is not known`
}
