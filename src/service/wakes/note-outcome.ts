import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** How a remote run's execution went counts for its next wake; kept in the very change that ends it. */
export function noteOutcome(tx: Transaction, run: Run): void {
  if (run.location !== 'REMOTE') return
  if (run.state === 'FAILED' || run.state === 'ERROR') {
    const failures = tx.wakes.book(run.runId).failures + 1
    const lastError = run.statusMessage?.message ?? 'no reason given'
    tx.wakes.change(run, { failures, lastFailedAt: tx.now, lastError })
  } else if (run.state === 'SUCCEEDED' && tx.wakes.book(run.runId).failures > 0)
    tx.wakes.change(run, { failures: 0, lastFailedAt: null, lastError: null })
}
