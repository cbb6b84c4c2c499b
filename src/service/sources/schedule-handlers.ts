import type { z } from 'zod'
import type { CreateSchedule, ScheduleItem } from '../../shared/contract/api/schedule.ts'
import { CreateSource } from '../../shared/contract/api/source.ts'
import { Source, SourceMessage } from '../../shared/domain/source.ts'
import { SubscriptionId } from '../../shared/domain/ids.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import type { StartedBy } from '../runs/create-run.ts'
import { wireTime, wireTimeOrNull } from '../wire-time.ts'
import type { Subscription } from '../store/source-rows.ts'
import type { Transaction } from '../store/store.ts'
import { createSource, nextAtOf } from './create-source.ts'

type Subject =
  | 'createSchedule'
  | 'listSchedules'
  | 'getSchedule'
  | 'updateSchedule'
  | 'deleteSchedule'
  | 'pauseSchedule'
  | 'resumeSchedule'

/** Schedules of the Oz API: sources of the kind `schedule` that start runs. */
export const scheduleHandlers = (
  resolve: StartedBy['resolve'],
  changed: () => void,
): HandlersOf<Subject> => ({
  createSchedule: ({ tx, caller, body }) => {
    const asked = CreateSource.parse({
      name: body.name,
      source: sourceOf(body, null),
      target: targetOf(body, null),
      message: { subject: body.name, body: promptOf(body) },
      is_enabled: body.enabled,
    })
    const made = createSource(tx, caller, asked, resolve)
    changed()
    return scheduleItem(made)
  },

  listSchedules: ({ tx }) => ({
    schedules: tx.subscriptions
      .list({ kinds: ['schedule'] })
      .filter(({ target }) => target.kind === 'start')
      .map(scheduleItem),
  }),

  getSchedule: ({ tx, params }) => scheduleItem(knownSchedule(tx, params.schedule_id)),

  updateSchedule: ({ tx, params, body }) => {
    const before = knownSchedule(tx, params.schedule_id)
    const source = sourceOf(body, before)
    const isResumed = body.enabled && !before.isEnabled
    const isMoved = JSON.stringify(source) !== JSON.stringify(before.source)
    tx.subscriptions.change(before.subscriptionId, {
      name: body.name,
      source,
      target: targetOf(body, before),
      message: SourceMessage.parse({ subject: body.name, body: promptOf(body) }),
      isEnabled: body.enabled,
      updatedAt: tx.now,
      ...(isMoved || isResumed ? { nextAt: nextAtOf(source, tx.now) } : {}),
    })
    changed()
    return scheduleItem(knownSchedule(tx, params.schedule_id))
  },

  deleteSchedule: ({ tx, params }) => {
    tx.subscriptions.remove(knownSchedule(tx, params.schedule_id).subscriptionId)
    changed()
    return { success: true }
  },

  pauseSchedule: ({ tx, params }) => {
    const { subscriptionId } = knownSchedule(tx, params.schedule_id)
    tx.subscriptions.change(subscriptionId, { isEnabled: false, updatedAt: tx.now })
    changed()
    return scheduleItem(knownSchedule(tx, params.schedule_id))
  },

  /** What passed during the pause was not missed. */
  resumeSchedule: ({ tx, params }) => {
    const { subscriptionId, source, isEnabled } = knownSchedule(tx, params.schedule_id)
    if (!isEnabled)
      tx.subscriptions.change(subscriptionId, {
        isEnabled: true,
        updatedAt: tx.now,
        nextAt: nextAtOf(source, tx.now),
      })
    changed()
    return scheduleItem(knownSchedule(tx, params.schedule_id))
  },
})

type Wish = Pick<
  z.output<typeof CreateSchedule>,
  'name' | 'cron_schedule' | 'prompt' | 'agent_config' | 'time_zone' | 'missed'
>

function promptOf({ prompt, agent_config: config }: Wish): string {
  if (prompt !== undefined && prompt.trim() !== '') return prompt
  if (config?.['skill_spec'] !== undefined || config?.command !== undefined) return prompt ?? ''
  throw new Refusal('invalid_request', 'prompt: required unless agent_config.skill_spec is given')
}

function sourceOf(wish: Wish, before: Subscription | null): Source {
  const kept = before?.source.kind === 'schedule' ? before.source : null
  return Source.parse({
    kind: 'schedule',
    cron: wish.cron_schedule,
    time_zone: wish.time_zone ?? kept?.time_zone,
    missed: wish.missed ?? kept?.missed,
  })
}

const targetOf = (wish: Wish, before: Subscription | null): Subscription['target'] => ({
  ...(before?.target.kind === 'start' ? before.target : { kind: 'start' as const }),
  title: wish.name,
  ...(wish.agent_config === undefined ? {} : { config: wish.agent_config }),
})

function knownSchedule(tx: Transaction, id: string): Subscription {
  const found = tx.subscriptions.find(SubscriptionId.parse(id))
  if (found === null || found.source.kind !== 'schedule' || found.target.kind !== 'start')
    throw new Refusal('resource_not_found', `no schedule ${id}`)
  return found
}

function scheduleItem(one: Subscription): z.input<typeof ScheduleItem> {
  if (one.source.kind !== 'schedule' || one.target.kind !== 'start')
    throw new Error(`source ${one.subscriptionId} is no schedule`)
  return {
    id: one.subscriptionId,
    name: one.name,
    cron_schedule: one.source.cron,
    enabled: one.isEnabled,
    prompt: one.message.body,
    ...(one.lastError === null ? {} : { last_spawn_error: one.lastError }),
    ...(one.target.config === undefined ? {} : { agent_config: one.target.config }),
    created_at: wireTime(one.createdAt),
    updated_at: wireTime(one.updatedAt),
    history: {
      last_ran: wireTimeOrNull(one.lastFiredAt),
      next_run: one.isEnabled ? wireTimeOrNull(one.nextAt) : null,
    },
    time_zone: one.source.time_zone,
    missed: one.source.missed,
  }
}
