import { z } from 'zod'

// What the public Oz agent API document (as of November 2026) says of the answers to the calls that we serve, in our own
// words. Stricter than the document in nothing; fields that it does not name are allowed.

const text = z.string()
const time = z.iso.datetime({ offset: true })
const link = z.url()
const state = z.enum([
  'QUEUED',
  'PENDING',
  'CLAIMED',
  'INPROGRESS',
  'SUCCEEDED',
  'FAILED',
  'BLOCKED',
  'ERROR',
  'CANCELLED',
])
const code = z.enum([
  'insufficient_credits',
  'feature_not_available',
  'external_authentication_required',
  'not_authorized',
  'invalid_request',
  'resource_not_found',
  'budget_exceeded',
  'integration_disabled',
  'integration_not_configured',
  'operation_not_supported',
  'environment_setup_failed',
  'content_policy_violation',
  'conflict',
  'authentication_required',
  'resource_unavailable',
  'internal_error',
])
const scope = z.looseObject({ type: z.enum(['User', 'Team']), uid: text.optional() })
const config = z.looseObject({
  name: text.optional(),
  model_id: text.optional(),
  base_prompt: text.optional(),
  environment_id: text.optional(),
  skill_spec: text.optional(),
  harness: z.looseObject({ type: text.optional() }).optional(),
})

const item = <const Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.looseObject({ artifact_type: z.literal(type), created_at: time, data })
const artifactItem = z.discriminatedUnion('artifact_type', [
  item('PLAN', z.looseObject({ document_uid: text, artifact_uid: text.optional(), title: text.optional() })),
  item('PULL_REQUEST', z.looseObject({ url: link, branch: text })),
  item('SCREENSHOT', z.looseObject({ artifact_uid: text, mime_type: text })),
  item(
    'FILE',
    z.looseObject({
      artifact_uid: text,
      filepath: text,
      filename: text,
      mime_type: text,
      size_bytes: z.int().optional(),
    }),
  ),
])
const download = { download_url: link, expires_at: time, content_type: text }
const artifact = z.discriminatedUnion('artifact_type', [
  z.looseObject({
    artifact_type: z.literal('PLAN'),
    artifact_uid: text,
    created_at: time,
    data: z.looseObject({ document_uid: text, notebook_uid: text, content: text, content_type: text }),
  }),
  z.looseObject({
    artifact_type: z.literal('SCREENSHOT'),
    artifact_uid: text,
    created_at: time,
    data: z.looseObject(download),
  }),
  z.looseObject({
    artifact_type: z.literal('FILE'),
    artifact_uid: text,
    created_at: time,
    data: z.looseObject({ ...download, filepath: text, filename: text, size_bytes: z.int().optional() }),
  }),
])

const run = z.looseObject({
  run_id: text,
  task_id: text,
  title: text,
  state,
  prompt: text,
  created_at: time,
  updated_at: time,
  started_at: time.nullish(),
  execution_location: z.enum(['LOCAL', 'REMOTE']).optional(),
  status_message: z
    .looseObject({ message: text, error_code: code.optional(), retryable: z.boolean().optional() })
    .optional(),
  source: z
    .enum([
      'LINEAR',
      'API',
      'SLACK',
      'LOCAL',
      'SCHEDULED_AGENT',
      'WEB_APP',
      'GITHUB_ACTION',
      'CLOUD_MODE',
      'CLI',
      'ORCHESTRATION', // not in the document; Warp's client knows it
    ])
    .optional(),
  schedule: z.looseObject({ schedule_id: text, schedule_name: text, cron_schedule: text }).optional(),
  session_id: text.optional(),
  session_link: link.optional(),
  trigger_url: link.optional(),
  creator: z
    .looseObject({ type: z.enum(['user', 'service_account']).optional(), uid: text.optional() })
    .optional(),
  agent_config: config.optional(),
  conversation_id: text.optional(),
  parent_run_id: text.optional(),
  is_sandbox_running: z.boolean().optional(),
  artifacts: z.array(artifactItem).optional(),
  agent_skill: z.looseObject({ name: text.optional() }).optional(),
  scope: scope.optional(),
})

const category = z.enum([
  'command',
  'files',
  'search',
  'integration',
  'documents',
  'computer',
  'review',
  'skill',
])
const record = z.record(z.string(), z.unknown())
const block = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text }),
  z.looseObject({ type: z.literal('action'), id: text, category, name: text, input: record }),
  z.looseObject({
    type: z.literal('action_result'),
    action_id: text,
    category,
    name: text,
    state: z.enum(['running', 'completed', 'failed', 'denied']),
    output: record,
  }),
  z.looseObject({ type: z.literal('event'), name: text, data: record }),
])
const step: z.ZodType = z.lazy(() =>
  z.looseObject({
    id: text,
    started_at: time.optional(),
    completed_at: time.optional(),
    messages: z.array(
      z.looseObject({
        role: z.enum(['user', 'assistant', 'tool', 'system']),
        timestamp: time.optional(),
        content: z.array(block),
      }),
    ),
    steps: z.array(step),
  }),
)
const conversation = z.looseObject({ conversation_id: text, steps: z.array(step) })

const schedule = z.looseObject({
  id: text,
  name: text,
  cron_schedule: text,
  enabled: z.boolean(),
  prompt: text,
  created_at: time,
  updated_at: time,
})

const header = z.looseObject({
  message_id: text,
  sender_run_id: text.nullish(), // the document has no messages of people; ours have no sender
  subject: text,
  sent_at: time,
  delivered_at: time.nullish(),
  read_at: time.nullish(),
})
const created = z.looseObject({ run_id: text, task_id: text, state, at_capacity: z.boolean().optional() })

/** A refusal, of any call. */
export const ozProblem = z.looseObject({
  type: link,
  title: text,
  status: z.int(),
  detail: text.optional(),
  instance: text.optional(),
  error: text,
  retryable: z.boolean().optional(),
  trace_id: text.optional(),
})

/** What each call answers when it is not refused. `*` stands for one part of a path. */
export const ozAnswers: Readonly<Record<string, z.ZodType>> = {
  'GET /agent': z.looseObject({
    agents: z.array(
      z.looseObject({
        name: text,
        variants: z.array(
          z.looseObject({
            id: text,
            description: text,
            base_prompt: text,
            source: z.looseObject({ owner: text, name: text, skill_path: text }),
            environments: z.array(z.looseObject({ uid: text, name: text })),
            last_run_timestamp: time.nullish(),
          }),
        ),
      }),
    ),
  }),
  'POST /agent/run': created,
  'POST /agent/runs': created,
  'GET /agent/runs': z.looseObject({
    runs: z.array(run),
    page_info: z.looseObject({ has_next_page: z.boolean(), next_cursor: text.optional() }),
  }),
  'GET /agent/runs/*': run,
  'GET /agent/runs/*/conversation': conversation,
  'GET /agent/conversations/*': conversation,
  'POST /agent/runs/*/cancel': text,
  'POST /agent/messages': z.looseObject({ message_ids: z.array(text) }),
  'GET /agent/messages/*': z.array(header),
  'POST /agent/messages/*/read': header.extend({ body: text }),
  'GET /agent/events': z.array(
    z.looseObject({
      event_type: text,
      run_id: text,
      ref_id: text.nullish(),
      execution_id: text.nullish(),
      occurred_at: time,
      sequence: z.int(),
    }),
  ),
  'POST /agent/events/*': z.looseObject({ sequence: z.int() }),
  'POST /agent/schedules': schedule,
  'GET /agent/schedules': z.looseObject({ schedules: z.array(schedule) }),
  'GET /agent/schedules/*': schedule,
  'PUT /agent/schedules/*': schedule,
  'DELETE /agent/schedules/*': z.looseObject({ success: z.boolean() }),
  'POST /agent/schedules/*/pause': schedule,
  'POST /agent/schedules/*/resume': schedule,
  'GET /agent/environments': z.looseObject({
    environments: z.array(
      z.looseObject({
        uid: text,
        config: z.looseObject({ name: text.optional(), description: text.nullish() }),
        last_updated: time,
        last_task_run_timestamp: time.nullish(),
        last_task_created: z
          .looseObject({
            id: text,
            title: text,
            state,
            created_at: time,
            updated_at: time,
            started_at: time.nullish(),
          })
          .optional(),
        setup_failed: z.boolean(),
        scope: scope.optional(),
      }),
    ),
  }),
  'GET /agent/models': z.looseObject({
    default_model_id: text,
    models: z.array(
      z.looseObject({
        id: text,
        display_name: text,
        provider: z.enum(['OPENAI', 'ANTHROPIC', 'GOOGLE', 'UNKNOWN']),
        vision_supported: z.boolean(),
        disable_reason: z
          .enum(['PROVIDER_OUTAGE', 'OUT_OF_REQUESTS', 'ADMIN_DISABLED', 'REQUIRES_UPGRADE'])
          .optional(),
      }),
    ),
  }),
  'GET /agent/identities': z.looseObject({ agents: z.array(z.looseObject({ uid: text, name: text })) }),
  'GET /agent/artifacts/*': artifact,
  'GET /agent/sessions/*/redirect': z.looseObject({ conversation_id: text.optional() }),
  'POST /harness-support/external-conversation': z.looseObject({ conversation_id: text }),
  'POST /harness-support/resolve-prompt': z.looseObject({ prompt: text, system_prompt: text.optional() }),
  'POST /harness-support/transcript': z.looseObject({
    url: link,
    method: z.enum(['PUT', 'POST']),
    headers: z.record(z.string(), text),
  }),
  'POST /harness-support/report-artifact': z.looseObject({ artifact_uid: text }),
}
