import { z } from 'zod'
import { RunId } from '../../domain/ids.ts'
import { runStates } from '../../domain/run.ts'
import { familiesPerListMax, metadataFiltersMax, runsPageMax } from '../../limits.ts'
import { ExecutionLocation, RunSource } from './run.ts'
import { Metadata } from './metadata.ts'

/** The kinds of artifacts (Oz). */
export const artifactTypes = ['PLAN', 'PULL_REQUEST', 'SCREENSHOT', 'FILE', 'EXTERNAL_REFERENCE'] as const

/** What a list of runs can be sorted by. `agent` is the skill; runs without one come last. */
export const runSorts = ['updated_at', 'created_at', 'title', 'agent'] as const

const text = z.string().min(1).max(500).optional()
const time = z.iso.datetime({ offset: true }).optional()

/**
 * `GET agent/runs`: every filter of the Oz document; all that are given must fit. With `ancestor_run_id` the answer holds
 * that run and all its descendants; given several times (ours), those of all of them. A reader that must see every run once
 * sorts by `created_at`, which never changes.
 */
export const ListRunsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(runsPageMax).optional(),
  cursor: z.string().max(2_000).optional(),
  sort_by: z.enum(runSorts).optional(),
  sort_order: z.enum(['asc', 'desc']).optional(),
  state: z.union([z.enum(runStates), z.array(z.enum(runStates))]).optional(),
  name: z.string().max(200).optional(),
  model_id: text,
  creator: text,
  source: RunSource.optional(),
  execution_location: ExecutionLocation.optional(),
  created_after: time,
  created_before: time,
  updated_after: time,
  environment_id: text,
  skill: text,
  skill_spec: text,
  schedule_id: text,
  ancestor_run_id: z.union([RunId, z.array(RunId).max(familiesPerListMax)]).optional(),
  artifact_type: z.enum(artifactTypes).optional(),
  /** Every word must occur in the title, the prompt or the skill. */
  q: text,
  /** `metadata[key]=value`. */
  metadata: Metadata.refine((given) => Object.keys(given).length <= metadataFiltersMax, {
    error: `at most ${metadataFiltersMax} keys`,
  }).optional(),
})
export const ListedRuns = z.object({
  runs: z.array(z.unknown()), // each row is parsed by itself, so that a broken one costs no other
  page_info: z.object({ has_next_page: z.boolean(), next_cursor: z.string().nullish() }),
})
