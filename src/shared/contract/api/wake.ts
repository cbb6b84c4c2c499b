import { z } from 'zod'
import { ExecutionId, MessageId, RunId } from '../../domain/ids.ts'
import { wakeDecisionsPageMax } from '../../limits.ts'

/** Why the service woke a remote run, or did not. `facts` is what the decision was made on, for people. */
export const WakeDecisionItem = z.object({
  decided_at: z.string(),
  /** `follow-up` (woken), `deliver`, `wait`, `hold` or `forget`; unknown ones of newer services are shown as they are. */
  kind: z.string(),
  because: z.string().nullish(),
  reason: z.string(),
  facts: z.record(z.string(), z.unknown()),
  execution_id: ExecutionId.nullish(),
})

/** Where a run stands with its wakes. */
export const WakeState = z.object({
  run_id: RunId,
  /** `armed`: mail wakes it. `waiting`: it is woken at `until`. `held`: at the next event. `parked`: a person arms it again. */
  state: z.enum(['armed', 'waiting', 'held', 'parked']).catch('held'),
  reason: z.string(),
  because: z.string().nullish(),
  until: z.string().nullish(),
  decided_at: z.string().nullish(),
  pending: z.int().nonnegative(),
  failures: z.int().nonnegative(),
  /** It was told to: its mail does not wake it. */
  sleeps_on: z.boolean().optional(),
})
export type WakeState = z.infer<typeof WakeState>

/** `PUT agent/runs/{run_id}/wakes` (ours): `off` leaves it asleep whatever mail comes; a person's follow-up still begins a turn. */
export const SwitchWakes = z.object({ wakes: z.enum(['on', 'off']) })

/** `GET agent/runs/{run_id}/wakes` (ours): the state, and the newest decisions first. */
export const ListWakesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(wakeDecisionsPageMax).optional(),
})
export const ListedWakes = WakeState.extend({
  wakes_this_hour: z.int().nonnegative(),
  pending_message_ids: z.array(MessageId),
  decisions: z.array(WakeDecisionItem),
})
