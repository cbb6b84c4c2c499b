import type { z } from 'zod'
import type { WakeState } from '../../shared/contract/api/wake.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { announcedMax, hourMs, wakeDecisionsPageDefault } from '../../shared/limits.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import { knownRun, livingRun } from '../runs/known-run.ts'
import { wireTime, wireTimeOrNull } from '../wire-time.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import type { LastDecision } from '../store/wake-rows.ts'
import { isParked } from './consider-run.ts'
import { rearm } from './rearm.ts'
import type { WakeSettings } from './wake-settings.ts'

/** What the service decided about waking a run, and a person's word that it shall try again. */
export const wakeHandlers = (
  settings: () => WakeSettings,
): HandlersOf<'listWakes' | 'rearmRun' | 'switchWakes'> => ({
  listWakes: ({ tx, params, query }) => {
    const run = knownRun(tx, params.run_id)
    const decisions = tx.wakes.decisions(run.runId, query.limit ?? wakeDecisionsPageDefault)
    return {
      ...wakeState(tx, run),
      wakes_this_hour: tx.wakes.wokenSince(run.runId, tx.now - hourMs).length,
      pending_message_ids: tx.wakes.pending(run.runId, announcedMax).map((message) => message.messageId),
      decisions: decisions.map((decision) => ({
        decided_at: wireTime(decision.decidedAt),
        kind: decision.kind,
        because: decision.because,
        reason: decision.reason,
        facts: { ...decision.facts },
        execution_id: decision.executionId,
      })),
    }
  },

  rearmRun: ({ tx, params }) => {
    const run = livingRun(tx, params.run_id)
    if (run.location === 'LOCAL')
      throw new Refusal('operation_not_supported', `run ${run.runId} is local: its own app wakes it`)
    rearm(tx, run, settings())
    return wakeState(tx, knownRun(tx, run.runId))
  },

  switchWakes: ({ tx, params, body }) => {
    const run = livingRun(tx, params.run_id)
    if (run.location === 'LOCAL')
      throw new Refusal('operation_not_supported', `run ${run.runId} is local: its own app wakes it`)
    const sleepsOn = body.wakes === 'off'
    if (tx.wakes.book(run.runId).sleepsOn !== sleepsOn) {
      tx.wakes.change(run, { sleepsOn })
      tx.events.append(run, { type: 'wakes_switched', refId: body.wakes })
    }
    return wakeState(tx, run)
  },
})

function wakeState(tx: Transaction, run: Run): z.input<typeof WakeState> {
  const { last, failures, sleepsOn } = tx.wakes.book(run.runId)
  const pending = tx.wakes.pending(run.runId, announcedMax).length
  return { ...wakeStateOf(run.runId, last, failures, pending), sleeps_on: sleepsOn }
}

/** The state as the wire tells it: what was decided about mail counts while there is mail. */
export function wakeStateOf(
  runId: RunId,
  last: LastDecision | null,
  failures: number,
  pending: number,
): z.input<typeof WakeState> {
  const about = { run_id: runId, pending, failures }
  if (last === null || pending === 0 || (last.kind !== 'hold' && last.kind !== 'wait'))
    return { ...about, state: 'armed', reason: '' }
  const state = last.kind === 'wait' ? 'waiting' : isParked(last.kind, last.because) ? 'parked' : 'held'
  const { reason, because, decidedAt } = last
  const until = wireTimeOrNull(last.until)
  return { ...about, state, reason, because, until, decided_at: wireTime(decidedAt) }
}
