import { z } from 'zod'
import { HarnessName } from '../../domain/harness-name.ts'
import { PermissionMode } from '../../domain/permission-mode.ts'
import { promptCharsMax, wakePolicy } from '../../limits.ts'

// What a service offers by name: written by its owner, chosen in a run's configuration.

const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}$/, {
  error: 'a name begins with a letter or digit and has at most 200 of A-Z a-z 0-9 . _ : / @ -',
})
const words = z.string().max(2_000).optional()
const directory = z.string().min(1).max(4_096).optional()

/** Where a run works: chosen as `config.environment_id`. */
const Environment = z.strictObject({
  id: Name,
  name: words,
  description: words,
  working_directory: directory,
  permission_mode: PermissionMode.optional(),
})
/** A way of working: chosen as `skill` or `config.skill_spec`. */
const Agent = z.strictObject({
  id: Name,
  name: words,
  description: words,
  base_prompt: z.string().max(promptCharsMax).optional(),
  harness: HarnessName.optional(),
  model_id: Name.optional(),
  environment_id: Name.optional(),
  working_directory: directory,
  permission_mode: PermissionMode.optional(),
  command: z.array(z.string().max(32_768)).min(1).max(256).optional(),
})
/** A model: chosen as `config.model_id`, and given to the harness as `harness_model` (the id itself when absent). */
const Model = z.strictObject({
  id: Name,
  display_name: words,
  provider: z.enum(['OPENAI', 'ANTHROPIC', 'GOOGLE', 'UNKNOWN']).default('UNKNOWN'),
  vision_supported: z.boolean().default(true),
  description: words,
  reasoning_level: z.string().max(64).optional(),
  disable_reason: z
    .enum(['PROVIDER_OUTAGE', 'OUT_OF_REQUESTS', 'ADMIN_DISABLED', 'REQUIRES_UPGRADE'])
    .optional(),
  harness: HarnessName.optional(),
  harness_model: z.string().min(1).max(200).optional(),
})

/** How remote runs are woken by mail; what is left out is as it is built in. */
const Wakes = z.strictObject({
  /** `sleep`: mail waits until a person follows a run up, arms it, or this is changed. */
  remote_runs: z.enum(['wake', 'sleep']).default('wake'),
  per_hour: z.int().min(1).max(10_000).default(wakePolicy.perHourMax),
  family_per_hour: z.int().min(1).max(100_000).default(wakePolicy.familyPerHourMax),
  /** Failures in a row until a person must arm the run again. */
  attempts: z.int().min(1).max(100).default(wakePolicy.attemptsMax),
  /** How many runs may stand above one that is woken. */
  depth: z.int().min(0).max(100).default(wakePolicy.depthMax),
  settle_ms: z.int().min(0).max(600_000).default(wakePolicy.settleMs),
  cooldown_ms: z.int().min(0).max(600_000).default(wakePolicy.cooldownMs),
})

/** `<data-dir>/service/config.json`, or the file of `reveille serve --config`. */
export const Configuration = z
  .strictObject({
    environments: z.array(Environment).max(500).default([]),
    agents: z.array(Agent).max(500).default([]),
    models: z.array(Model).max(500).default([]),
    /** For runs that name no model. */
    default_model_id: Name.optional(),
    wakes: Wakes.prefault({}),
  })
  .check((context) => {
    const { environments, agents, models, default_model_id: defaultModel } = context.value
    const say = (path: (string | number)[], message: string): void =>
      void context.issues.push({ code: 'custom', path, message, input: context.value })
    for (const [key, list] of Object.entries({ environments, agents, models }))
      list.forEach(({ id }, index) => {
        if (list.findIndex((other) => other.id === id) !== index)
          say([key, index, 'id'], `${id} stands there twice`)
      })
    const has = (list: readonly { readonly id: string }[], id: string | undefined): boolean =>
      id === undefined || list.some((one) => one.id === id)
    agents.forEach((agent, index) => {
      if (!has(environments, agent.environment_id))
        say(['agents', index, 'environment_id'], `no environment ${agent.environment_id}`)
      if (!has(models, agent.model_id)) say(['agents', index, 'model_id'], `no model ${agent.model_id}`)
    })
    if (!has(models, defaultModel)) say(['default_model_id'], `no model ${defaultModel}`)
  })
export type Configuration = z.infer<typeof Configuration>

/** `GET agent` (Oz). `id` is what a run names as its `skill`. */
export const ListAgentsQuery = z.object({
  repo: z.string().max(200).optional(),
  refresh: z.stringbool().optional(),
  sort_by: z.enum(['name', 'last_run']).optional(),
  include_malformed_skills: z.stringbool().optional(),
})
export const ListedAgents = z.object({
  agents: z.array(
    z.object({
      name: z.string(),
      variants: z.array(
        z.object({
          id: z.string(),
          description: z.string(),
          base_prompt: z.string(),
          source: z.object({ owner: z.string(), name: z.string(), skill_path: z.string() }),
          environments: z.array(z.object({ uid: z.string(), name: z.string() })),
          last_run_timestamp: z.string().nullish(),
        }),
      ),
    }),
  ),
})

/** `GET agent/environments` (Oz). `uid` is what a run names as its `environment_id`. */
export const ListEnvironmentsQuery = z.object({ sort_by: z.enum(['name', 'last_updated']).optional() })
const LastTask = z.object({
  id: z.string(),
  title: z.string(),
  state: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  started_at: z.string().nullish(),
})
export const ListedEnvironments = z.object({
  environments: z.array(
    z.object({
      uid: z.string(),
      config: z.object({
        name: z.string(),
        description: z.string().nullish(),
        working_directory: z.string().optional(),
      }),
      last_updated: z.string(),
      last_task_run_timestamp: z.string().nullish(),
      last_task_created: LastTask.optional(),
      setup_failed: z.boolean(),
      scope: z.object({ type: z.string() }),
    }),
  ),
})

/** `GET agent/models` (Oz). */
export const ListedModels = z.object({
  default_model_id: z.string(),
  models: z.array(
    z.object({
      id: z.string(),
      display_name: z.string(),
      provider: z.string(),
      vision_supported: z.boolean(),
      description: z.string().optional(),
      reasoning_level: z.string().optional(),
      disable_reason: z.string().optional(),
    }),
  ),
})
