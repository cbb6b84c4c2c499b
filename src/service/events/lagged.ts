import type { z } from 'zod'
import type { LaggedEvent } from '../../shared/contract/api/event.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { wireTime } from '../wire-time.ts'
import type { EventFilter, LogGap } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

const nobody = RunId.parse('00000000-0000-0000-0000-000000000000') // a reader of everything is about no run

/** What a reader is told who cannot have all that comes after `since`; null when it can. */
export function lostEntries(
  tx: Transaction,
  filter: EventFilter,
  since: number,
): z.input<typeof LaggedEvent> | null {
  const gap: LogGap = tx.events.gap(filter, since)
  switch (gap.kind) {
    case 'none':
      return null
    case 'compacted':
      return lagged(tx, filter, { because: 'compacted', sequence: gap.upTo, since })
    case 'ahead':
      return lagged(tx, filter, { because: 'ahead', sequence: gap.last, since })
  }
}

/** What a slow reader is told: nothing is lost, but what it reads is old. */
export const farBehind = (tx: Transaction, filter: EventFilter, since: number): z.input<typeof LaggedEvent> =>
  lagged(tx, filter, { because: 'behind', sequence: since, since })

const lagged = (
  tx: Transaction,
  filter: EventFilter,
  what: Pick<z.input<typeof LaggedEvent>, 'because' | 'sequence' | 'since'>,
): z.input<typeof LaggedEvent> => ({
  ...what,
  event_type: 'lagged',
  run_id:
    filter.kind === 'family'
      ? filter.ancestor
      : filter.kind === 'runs'
        ? (filter.runIds[0] ?? nobody)
        : nobody,
  latest: tx.events.lastSequence(),
  occurred_at: wireTime(tx.now),
})
