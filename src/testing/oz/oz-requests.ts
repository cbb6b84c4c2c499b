import { z } from 'zod'

// What the public Oz agent API document (as of November 2026) lets a client ask with, in our own words. Strict: what it
// does not name is refused, so that nothing of ours is sent which Oz might take for something else.

const text = z.string()
const config = z.strictObject({
  name: text.optional(),
  model_id: text.optional(),
  base_prompt: text.optional(),
  environment_id: text.optional(),
  skill_spec: text.optional(),
  mcp_servers: z.record(text, z.unknown()).optional(),
  computer_use_enabled: z.boolean().optional(),
  idle_timeout_minutes: z.number().optional(),
  worker_host: text.optional(),
  harness: z.looseObject({ type: text.optional() }).optional(),
  harness_auth_secrets: z.looseObject({}).optional(),
})
const attachment = z.strictObject({ file_name: text, mime_type: text, data: z.base64() })
const run = z.strictObject({
  prompt: text.optional(),
  skill: text.optional(),
  config: config.optional(),
  title: text.optional(),
  team: z.boolean().optional(),
  agent_identity_uid: text.optional(),
  conversation_id: text.optional(),
  attachments: z.array(attachment).max(5).optional(),
  parent_run_id: text.optional(),
  interactive: z.boolean().optional(),
})
const list = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).optional(),
  cursor: text.optional(),
  name: text.optional(),
  ancestor_run_id: text.optional(),
})

/** Body or query of the calls that a place makes. */
export const ozRequests: Readonly<Record<string, z.ZodType>> = {
  'POST /agent/run': run,
  'POST /agent/runs': run,
  'GET /agent/runs': list,
}
