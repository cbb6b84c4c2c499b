import { z } from 'zod'
import { Checkout } from '../../domain/checkout.ts'
import { HarnessName } from '../../domain/harness-name.ts'
import { ExecutionId, HarnessSessionId, MessageId, RunId, Sequence } from '../../domain/ids.ts'
import { PermissionMode } from '../../domain/permission-mode.ts'
import { PlaceName } from '../../domain/place-name.ts'
import { RunStateFromWire } from '../../domain/run.ts'
import { AskAnswer } from '../../domain/ask-answer.ts'
import { AgentAsk } from '../../domain/signal.ts'
import { announcedMax, promptCharsMax } from '../../limits.ts'
import { Attachments } from './attachment.ts'
import { GivenMetadata } from './metadata.ts'

/** Where a run's process lives: on the machine of the app that owns it, or with a worker. */
export const ExecutionLocation = z.enum(['LOCAL', 'REMOTE'])
export type ExecutionLocation = z.infer<typeof ExecutionLocation>

/** What caused a run (Oz); all that can be asked for, of which this service makes some. */
export const RunSource = z.enum([
  'LINEAR',
  'API',
  'SLACK',
  'LOCAL',
  'CLI',
  'SCHEDULED_AGENT',
  'WEB_APP',
  'GITHUB_ACTION',
  'GITHUB_WEBHOOK',
  'GITLAB_WEBHOOK',
  'JIRA',
  'CLOUD_MODE',
  'ORCHESTRATION',
])
export type RunSource = z.infer<typeof RunSource>

/** The harness part of a run's configuration; `type` stays a free string: unknown is shown, never run. */
export const HarnessConfig = z.looseObject({
  type: HarnessName,
  model_id: z.string().max(200).optional(),
  reasoning_level: z.string().max(64).optional(),
})

/** A run's configuration (Oz `AmbientAgentConfig`); fields we do not know are kept. */
export const RunConfig = z.looseObject({
  name: z.string().trim().min(1).max(200).optional(),
  harness: HarnessConfig.optional(),
  model_id: z.string().min(1).max(200).optional(),
  environment_id: z.string().min(1).max(200).optional(),
  skill_spec: z.string().min(1).max(500).optional(),
  base_prompt: z.string().max(promptCharsMax).optional(),
  /** Ours: directory on the machine that executes the run; workers use a private one when it is absent. */
  working_directory: z.string().min(1).max(4_096).optional(),
  /** Ours: the program of a `command` run, as an argument list. Never a shell string. */
  command: z.array(z.string().max(32_768)).min(1).max(256).optional(),
  /** The worker that shall execute it: its id, or a label that it offers. `warp` means any. */
  worker_host: z.string().trim().min(1).max(128).optional(),
  /** Ours: labels that the worker must offer, all of them. */
  worker_labels: z.array(z.string().trim().min(1).max(128)).max(16).optional(),
  /** Ours. */
  permission_mode: PermissionMode.optional(),
  /** Ours: a place that some worker serves; without it a worker executes the run itself. */
  place: PlaceName.optional(),
  /** Ours: `off`: mail does not wake it once it has ended. */
  wakes: z.enum(['on', 'off']).optional(),
  /** Ours: what a worker puts into the run's own directory before the first turn. */
  checkout: Checkout.optional(),
})
export type RunConfig = z.infer<typeof RunConfig>

/** `POST agent/runs`. `run_id` is ours: a client that minted the id may repeat the request harmlessly. */
export const CreateRun = z.object({
  run_id: RunId.optional(),
  prompt: z.string().max(promptCharsMax).optional(),
  title: z.string().max(500).optional(),
  /** Counts more than `config.skill_spec`. */
  skill: z.string().min(1).max(500).optional(),
  config: RunConfig.optional(),
  metadata: GivenMetadata.optional(),
  parent_run_id: RunId.optional(),
  conversation_id: z.string().max(200).optional(),
  execution_location: ExecutionLocation.optional(),
  attachments: Attachments.optional(),
  /** Refused: there are no identities here. */
  agent_identity_uid: z.string().max(200).optional(),
})
export type CreateRun = z.infer<typeof CreateRun>

/** `POST agent/runs` answers. */
export const CreatedRun = z.object({
  run_id: RunId,
  task_id: RunId,
  state: RunStateFromWire,
  at_capacity: z.boolean(),
})

/** Why a run is in its state, for people. */
export const StatusMessage = z.looseObject({
  message: z.string(),
  /** Of Oz's catalogue. */
  error_code: z.string().optional(),
  /** Ours: the same in the words of whoever told it (`rate-limit`, `crash`, `interrupted`). */
  failure: z.string().optional(),
  retryable: z.boolean().optional(),
  /** Ours: what it asks while it is blocked. */
  ask: AgentAsk.optional().catch(undefined),
  /** Ours: what was decided about it, and has not reached the agent yet. */
  answer: AskAnswer.optional().catch(undefined),
  /** Ours: when the usage limit that stopped it resets; milliseconds since the epoch. */
  resets_at: z.number().optional().catch(undefined),
})

/** The schedule that started a run, as it was then. */
export const RunSchedule = z.object({
  schedule_id: z.string(),
  schedule_name: z.string(),
  cron_schedule: z.string(),
})
export type RunSchedule = z.infer<typeof RunSchedule>

/** One run as the wire tells it (Oz `RunItem` plus what its client relies on). */
export const RunItem = z.looseObject({
  run_id: RunId,
  task_id: RunId,
  title: z.string(),
  state: RunStateFromWire,
  prompt: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  started_at: z.string().nullish(),
  execution_location: ExecutionLocation.optional().catch(undefined),
  status_message: StatusMessage.nullish(),
  source: z.string().optional(),
  session_id: z.string().nullish(),
  session_link: z.string().nullish(),
  agent_config: RunConfig.nullish(),
  metadata: z.record(z.string(), z.string()).optional(),
  creator: z.looseObject({ type: z.string(), uid: z.string(), display_name: z.string() }).optional(),
  schedule: RunSchedule.optional(),
  agent_skill: z.looseObject({ name: z.string().optional() }).optional(),
  scope: z.object({ type: z.string() }).optional(),
  is_run_type_cancellable: z.boolean().optional(),
  conversation_id: z.string().nullish(),
  parent_run_id: RunId.nullish(),
  is_sandbox_running: z.boolean(),
  artifacts: z.array(z.unknown()).default([]),
  children: z.array(RunId).default([]),
  last_event_sequence: Sequence.nullish(),
  /** Ours: what the harness resumes by. */
  harness_session_id: HarnessSessionId.nullish(),
  /** Ours: the execution that is under way or was the last. */
  execution_id: ExecutionId.nullish(),
  /** Ours: messages that it has not taken yet. */
  pending_messages: z.int().optional(),
  /** Ours: a tombstone; nothing changes it any more. */
  is_killed: z.boolean().default(false),
})
export type RunItem = z.infer<typeof RunItem>

/** `POST agent/runs/{id}/cancel` and `kill`. `children` is ours: the runs below go on unless they are taken. */
export const EndRun = z.looseObject({ children: z.enum(['leave', 'take']).default('leave') }).prefault({})

/**
 * `POST agent/runs/{id}/followups`. Ours: `message_ids`, the messages this follow-up announces; `answer` and `ask_id`, for
 * a run that is blocked by a question. Without `answer` the message of a follow-up to such a run decides: see `decideAnswer`.
 */
export const FollowUp = z.object({
  message: z.string().max(promptCharsMax).optional(),
  mode: z.string().max(64).optional(),
  message_ids: z.array(MessageId).max(announcedMax).optional(),
  answer: AskAnswer.shape.answer.optional(),
  ask_id: AskAnswer.shape.ask_id.optional(),
})
/** Accepted and durable, not completed. The execution is the one that will carry it out, or that asked. */
export const AcceptedFollowUp = z.object({
  execution_id: ExecutionId.optional(),
  /** Ours: what a blocked run's question was answered with. */
  answered: AskAnswer.pick({ ask_id: true, answer: true }).optional(),
})

/** `POST agent/runs/{id}/reopen` (ours): the last remote step of a local wake. Refused with 409 when the run works. */
export const ReopenRun = z.object({
  session_id: HarnessSessionId.nullish(),
  reason: z.string().max(500).optional(),
})

/** `POST agent/runs/{id}/restate` (ours): undoes a reopen whose process could not be started. */
export const UndoReopen = z.object({ state: z.enum(['SUCCEEDED', 'FAILED', 'ERROR', 'CANCELLED']) })

/** `PATCH agent/runs/{id}/event-sequence`: moves forward only. */
export const SetEventSequence = z.object({ sequence: Sequence })

/**
 * `POST agent/runs/{id}/relocate` (ours): from here on the run is carried out elsewhere, as the same run with the same mail. Refused
 * (409, to be repeated) while anybody works on it. `session_id`: what it goes on with; null begins a new session there.
 */
export const RelocateRun = z.object({
  to: ExecutionLocation,
  session_id: HarnessSessionId.nullable(),
})
