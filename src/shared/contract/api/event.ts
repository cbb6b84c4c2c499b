import { z } from 'zod'
import { ExecutionId, RunId, Sequence } from '../../domain/ids.ts'
import { eventsPageMax } from '../../limits.ts'

/** One entry of the log. `event_type` is a free string: an unknown one only moves a cursor. */
export const LogEvent = z.object({
  sequence: Sequence,
  event_type: z.string(),
  run_id: RunId,
  ref_id: z.string().nullish(),
  execution_id: ExecutionId.nullish(),
  occurred_at: z.string(),
})
export type LogEvent = z.infer<typeof LogEvent>

/**
 * Told to a reader that cannot have all it asked for, as an entry of the log would be (a client that does not know it
 * moves its cursor and goes on). `compacted`: what stood up to `sequence` is gone. `ahead`: the log never came so far as
 * the reader's cursor (an older copy was restored) and ends at `sequence`. Both go on behind `sequence`, and what is true
 * must be asked. `behind`: nothing is lost, the reader is slow; it does not move the cursor.
 */
export const LaggedEvent = LogEvent.omit({ ref_id: true, execution_id: true }).extend({
  event_type: z.literal('lagged'),
  because: z.enum(['compacted', 'ahead', 'behind']),
  since: Sequence,
  latest: Sequence,
})
export type LaggedEvent = z.infer<typeof LaggedEvent>

/** Repeated query parameters arrive as one value or many. */
const RunIds = z.union([RunId, z.array(RunId)]).transform((ids) => (Array.isArray(ids) ? ids : [ids]))

/** `GET agent/events`: by runs, or by family; `since` is exclusive. */
export const ListEventsQuery = z.object({
  run_ids: RunIds.optional(),
  ancestor_run_id: RunId.optional(),
  include_self: z.stringbool().optional(),
  since: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(eventsPageMax).optional(),
})
/** A bare list on the wire, as Oz has it. */
export const ListedEvents = z.array(LogEvent).transform((events) => ({ events }))

/** `GET agent/events/stream` (SSE): the same filters; every event carries its sequence as `id`. */
export const StreamEventsQuery = ListEventsQuery.omit({ limit: true })

/** `POST agent/events/{run_id}`. Lifecycle types move the run; unknown types pass through. */
export const PublishEvent = z.object({
  event_type: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  execution_id: ExecutionId.optional(),
  ref_id: z.string().max(200).optional(),
})
export const PublishedEvent = z.object({ sequence: Sequence })
