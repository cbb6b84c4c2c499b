import { z } from 'zod'
import { promptCharsMax } from '../../limits.ts'
import { RunConfig } from './run.ts'
import { MissedPolicy } from '../../domain/source.ts'

const common = {
  name: z.string().trim().min(1).max(200),
  cron_schedule: z.string().trim().min(1).max(200),
  prompt: z
    .string()
    .max(promptCharsMax / 4)
    .optional(),
  agent_config: RunConfig.optional(),
  /** Ours. */
  time_zone: z.string().min(1).max(64).optional(),
  /** Ours. */
  missed: MissedPolicy.optional(),
}

/** `POST agent/schedules` (Oz `CreateScheduledAgentRequest`). */
export const CreateSchedule = z.looseObject({ ...common, enabled: z.boolean().default(true) })
/** `PUT agent/schedules/{scheduleId}` (Oz `UpdateScheduledAgentRequest`). */
export const UpdateSchedule = z.looseObject({ ...common, enabled: z.boolean() })

/** Oz `ScheduledAgentItem`, with the time zone and the policy for missed instants. */
export const ScheduleItem = z.looseObject({
  id: z.string(),
  name: z.string(),
  cron_schedule: z.string(),
  enabled: z.boolean(),
  prompt: z.string(),
  last_spawn_error: z.string().nullish(),
  agent_config: RunConfig.optional(),
  created_at: z.string(),
  updated_at: z.string(),
  history: z.object({ last_ran: z.string().nullish(), next_run: z.string().nullish() }),
  time_zone: z.string(),
  missed: MissedPolicy,
})
export type ScheduleItem = z.infer<typeof ScheduleItem>
export const ListedSchedules = z.object({ schedules: z.array(ScheduleItem) })
export const DeletedSchedule = z.object({ success: z.boolean() })
export const ofSchedule = z.object({ schedule_id: z.uuid() })
