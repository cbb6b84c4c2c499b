import type { z } from 'zod'
import type { FiringItem, SourceItem } from '../../shared/contract/api/source.ts'
import { apiBase } from '../../shared/contract/api/api-base.ts'
import { webhookPath } from '../../shared/contract/api/source-routes.ts'
import { wireTime, wireTimeOrNull } from '../wire-time.ts'
import type { Firing, Subscription } from '../store/source-rows.ts'

/** A subscription as the wire tells it: all but its secret. */
export const sourceItem = (one: Subscription): z.input<typeof SourceItem> => ({
  subscription_id: one.subscriptionId,
  name: one.name,
  kind: one.source.kind,
  source: one.source,
  target: one.target,
  filter: one.filter,
  message: one.message,
  coalesce: one.coalesce,
  is_enabled: one.isEnabled,
  created_at: wireTime(one.createdAt),
  updated_at: wireTime(one.updatedAt),
  created_by_run_id: one.createdByRunId,
  next_at: one.isEnabled ? wireTimeOrNull(one.nextAt) : null,
  last_fired_at: wireTimeOrNull(one.lastFiredAt),
  last_error: one.lastError,
  webhook_path: one.source.kind === 'webhook' ? `${apiBase}${webhookPath(one.subscriptionId)}` : null,
})

/** A firing as the wire tells it. */
export const firingItem = (one: Firing): z.input<typeof FiringItem> => ({
  firing_id: one.firingId,
  subscription_id: one.subscriptionId,
  state: one.state,
  reason: one.reason,
  event_type: one.eventType,
  payload: JSON.parse(one.payload) as unknown,
  times: one.times,
  message_id: one.messageId,
  run_id: one.runId,
  occurred_at: wireTime(one.occurredAt),
  updated_at: wireTime(one.updatedAt),
})
