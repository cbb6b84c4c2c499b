import { z } from 'zod'

/** `GET capabilities` (ours): what this place does by itself; never guessed. */
export const Capabilities = z.looseObject({
  name: z.string(),
  version: z.string(),
  /** True when waking remote runs is the place's own business; the app then must not. */
  wakes_remote_runs: z.boolean(),
  /** How it does that; `is_on` false leaves them asleep. */
  wakes: z
    .looseObject({
      is_on: z.boolean(),
      per_hour: z.int(),
      family_per_hour: z.int(),
      attempts: z.int(),
      depth: z.int(),
      settle_ms: z.int(),
      cooldown_ms: z.int(),
    })
    .optional(),
  has_live_output: z.boolean(),
  has_mailbox: z.boolean(),
  /** Harness names that connected workers run. */
  worker_harnesses: z.array(z.string()),
})
export type Capabilities = z.infer<typeof Capabilities>

/** `GET health`. */
export const Health = z.object({
  status: z.literal('ok'),
  last_sequence: z.int(),
  workers: z.int(),
  working: z.int(),
  /** How the last attempt to write went. */
  storage: z.enum(['ok', 'full', 'io', 'damaged', 'busy']).default('ok'),
  /** A damaged database was moved there at the start, and an empty one begun. */
  database_set_aside: z.string().nullable().default(null),
})
export type Health = z.infer<typeof Health>

/** `<data-dir>/service/service.json`, 0600: how a process on this machine finds the embedded service. */
export const ServiceFile = z.object({
  url: z.string(),
  tokenFile: z.string(),
  pid: z.int(),
  startTime: z.string().nullable(),
  /** Older services do not write it. */
  version: z.string().optional(),
})
export type ServiceFile = z.infer<typeof ServiceFile>

/** The one line of `reveille serve --ready-json`. */
export const ReadyLine = z.object({ url: z.string(), tokenFile: z.string() })
