import { z } from 'zod'
import {
  bodyCharsMax,
  promptCharsMax,
  sourceConditionsMax,
  sourceTextCharsMax,
  subjectCharsMax,
} from '../limits.ts'
import { RunId } from './ids.ts'

/** What to do about instants that passed while the service or the machine was away. */
export const MissedPolicy = z.enum(['run-once', 'skip', 'ask'])
export type MissedPolicy = z.infer<typeof MissedPolicy>

/** The states of another run that a subscription can wait for. */
export const watchedStates = ['SUCCEEDED', 'FAILED', 'ERROR', 'CANCELLED', 'BLOCKED'] as const

/** What happens outside. */
export const Source = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('schedule'),
    /** Five fields, or six with seconds first. */
    cron: z.string().trim().min(1).max(200),
    time_zone: z.string().min(1).max(64).default('UTC'),
    missed: MissedPolicy.default('run-once'),
  }),
  /** `github`: X-Hub-Signature-256. `generic`: X-Reveille-Signature, `t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
  z.object({ kind: z.literal('webhook'), verify: z.enum(['github', 'generic']).default('generic') }),
  z.object({
    kind: z.literal('file'),
    directory: z.string().min(1).max(4_096),
    /** Patterns below the directory; `.git` and `node_modules` are always left out. */
    ignore: z.array(z.string().min(1).max(200)).max(50).default([]),
    quiet_ms: z.int().min(100).max(60_000).default(1_000),
  }),
  z.object({
    kind: z.literal('run'),
    run_id: RunId,
    states: z
      .array(z.enum(watchedStates))
      .min(1)
      .default([...watchedStates]),
  }),
  /** An argument list, never a shell string. `again`: started anew a while after each exit. */
  z.object({
    kind: z.literal('command'),
    argv: z.array(z.string().max(32_768)).min(1).max(256),
    directory: z.string().min(1).max(4_096).optional(),
    repeat: z.enum(['once', 'again']).default('once'),
    pause_seconds: z.int().min(1).max(86_400).default(60),
  }),
])
export type Source = z.infer<typeof Source>
export type SourceKind = Source['kind']

const Scalar = z.union([z.string().max(sourceTextCharsMax), z.number(), z.boolean(), z.null()])
/** One demand on the payload: `path` is dotted, `jobs.0.name`. */
export const SourceCondition = z.object({
  path: z.string().min(1).max(200),
  equals: Scalar.optional(),
  not_equals: Scalar.optional(),
  contains: z.string().max(sourceTextCharsMax).optional(),
  one_of: z.array(Scalar).min(1).max(50).optional(),
  exists: z.boolean().optional(),
})
export type SourceCondition = z.infer<typeof SourceCondition>

/** All of it must hold; an empty filter lets everything through. */
export const SourceFilter = z.object({
  event_types: z.array(z.string().min(1).max(200)).max(50).default([]),
  where: z.array(SourceCondition).max(sourceConditionsMax).default([]),
})
export type SourceFilter = z.infer<typeof SourceFilter>

/** `{{path}}` stands for a value of the payload, quoted; the payload itself follows as quoted data. */
export const SourceMessage = z.object({
  subject: z.string().max(subjectCharsMax).default(''),
  body: z
    .string()
    .max(Math.min(bodyCharsMax, promptCharsMax) / 2)
    .default(''),
})
export type SourceMessage = z.infer<typeof SourceMessage>
