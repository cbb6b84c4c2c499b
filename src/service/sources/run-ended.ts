import { watchedStates } from '../../shared/domain/source.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { fire } from './fire.ts'

/** Tells those who wait for this run, in the very change that moved it: none is told twice, none is forgotten. */
export function fireRunEnded(tx: Transaction, run: Run, summary: string | null): void {
  if (!(watchedStates as readonly string[]).includes(run.state)) return
  for (const to of tx.subscriptions.watching(run.runId)) {
    if (to.source.kind !== 'run' || !(to.source.states as readonly string[]).includes(run.state)) continue
    const { runId: run_id, name, state } = run
    fire(tx, to, {
      eventType: `run_${state.toLowerCase()}`,
      payload: { run_id, name, state, status_message: run.statusMessage?.message ?? null, summary },
      note: '',
      dedupeKey: `sequence:${tx.events.lastSequence()}`,
      isByHand: false,
    })
  }
}
