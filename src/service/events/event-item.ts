import type { z } from 'zod'
import type { LogEvent } from '../../shared/contract/api/event.ts'
import { wireTime } from '../wire-time.ts'
import type { StoredEvent } from '../store/rows.ts'

/** The event as the wire tells it. */
export const logEvent = (event: StoredEvent): z.input<typeof LogEvent> => ({
  sequence: event.sequence,
  event_type: event.type,
  run_id: event.runId,
  ref_id: event.refId,
  execution_id: event.executionId,
  occurred_at: wireTime(event.occurredAt),
})
