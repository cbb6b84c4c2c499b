import { z } from 'zod'
import { FiringId, MessageId, RunId, SubscriptionId } from '../../domain/ids.ts'
import { familiesPerListMax, firingsPageMax } from '../../limits.ts'
import { Source, SourceFilter, SourceMessage } from '../../domain/source.ts'
import { ExecutionLocation, RunConfig } from './run.ts'
import { WakeState } from './wake.ts'

/** Who is told: a run by a message, or a new run each time. */
export const SourceTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run_id: RunId }),
  z.object({
    kind: z.literal('start'),
    title: z.string().max(500).optional(),
    config: RunConfig.optional(),
    parent_run_id: RunId.optional(),
    execution_location: ExecutionLocation.optional(),
  }),
])
export type SourceTarget = z.infer<typeof SourceTarget>

/** `POST agent/sources` (ours). A client that mints the id may repeat the request harmlessly. */
export const CreateSource = z.object({
  subscription_id: SubscriptionId.optional(),
  name: z.string().trim().min(1).max(200),
  source: Source,
  target: SourceTarget,
  filter: SourceFilter.prefault({}),
  message: SourceMessage.prefault({}),
  /** `latest`: while a message of this source waits unread, a newer one takes its place. */
  coalesce: z.enum(['each', 'latest']).optional(),
  is_enabled: z.boolean().default(true),
  /** Of a webhook; made up when it is absent. */
  secret: z.string().min(16).max(256).optional(),
})
export type CreateSource = z.output<typeof CreateSource>

/** `PATCH agent/sources/{subscription_id}`: what is given is replaced. */
export const UpdateSource = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  source: Source.optional(),
  filter: SourceFilter.optional(),
  message: SourceMessage.optional(),
  coalesce: z.enum(['each', 'latest']).optional(),
  is_enabled: z.boolean().optional(),
})

export const SourceItem = z.object({
  subscription_id: SubscriptionId,
  name: z.string(),
  kind: z.string(),
  source: Source.or(z.looseObject({ kind: z.string() })),
  target: SourceTarget,
  filter: SourceFilter,
  message: SourceMessage,
  coalesce: z.enum(['each', 'latest']),
  is_enabled: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
  created_by_run_id: RunId.nullish(),
  next_at: z.string().nullish(),
  last_fired_at: z.string().nullish(),
  last_error: z.string().nullish(),
  /** Of a webhook: the path on the service's host, from its root. */
  webhook_path: z.string().nullish(),
})
export type SourceItem = z.infer<typeof SourceItem>
/** `secret` is told to whoever creates a webhook, and not again. */
export const CreatedSource = SourceItem.extend({ secret: z.string().optional() })

/** `GET agent/sources`: of a run, or of a run and all below it. */
export const ListSourcesQuery = z.object({ run_id: RunId.optional(), ancestor_run_id: RunId.optional() })
export const ListedSources = z.object({ sources: z.array(SourceItem) })
export const ofSource = z.object({ subscription_id: SubscriptionId })

/** What became of one happening. `fired`: its message waits. `asking`: a person decides about a missed instant. */
export const firingStates = ['fired', 'delivered', 'filtered', 'coalesced', 'failed', 'asking'] as const
export const FiringItem = z.object({
  firing_id: FiringId,
  subscription_id: SubscriptionId,
  state: z.enum(firingStates).catch('failed'),
  reason: z.string(),
  event_type: z.string(),
  payload: z.unknown(),
  /** How many happenings this row stands for. */
  times: z.int().positive(),
  message_id: MessageId.nullish(),
  run_id: RunId.nullish(),
  occurred_at: z.string(),
  updated_at: z.string(),
})
export type FiringItem = z.infer<typeof FiringItem>
export const ListFiringsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(firingsPageMax).optional(),
  before: z.string().max(64).optional(),
})
export const ListedFirings = z.object({ firings: z.array(FiringItem) })

/** `POST .../firings/{firing_id}/answer`: what shall become of a missed instant. */
export const AnswerFiring = z.object({ answer: z.enum(['run', 'skip']) })
export const ofFiring = ofSource.extend({ firing_id: FiringId })

/** What a webhook's sender is told. */
export const ReceivedWebhook = z.object({ firing_id: z.string(), state: z.string() })

/** One thing that wakes a run: `message` always, and each source that is bound to it. */
export const WakeCause = z.object({
  kind: z.string(),
  /** For people: `message`, `webhook ci`, `09:00 Europe/Berlin`. */
  text: z.string(),
  subscription_id: SubscriptionId.optional(),
  name: z.string().optional(),
  next_at: z.string().nullish(),
  last_error: z.string().nullish(),
})
/**
 * `GET agent/armed?ancestor_run_id=` (ours): what wakes each run of a family, or of several when it is given so often, in one
 * list. Killed runs are left out.
 */
export const ArmedQuery = z.object({
  ancestor_run_id: z.union([RunId, z.array(RunId).max(familiesPerListMax)]),
})
export const ArmedRuns = z.object({
  runs: z.array(z.object({ run_id: RunId, wake: WakeState, wakes_on: z.array(WakeCause) })),
})
