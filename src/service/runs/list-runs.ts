import { z } from 'zod'
import { runSorts, type ListedRuns, type ListRunsQuery } from '../../shared/contract/api/list-runs.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { runsPageDefault, searchWordsMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import type { Run, RunFilter, RunSort } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { runItem } from './run-item.ts'

type Query = z.output<typeof ListRunsQuery>

/** A page of runs, the latest changed first unless asked otherwise. The cursor is opaque to the reader. */
export function listRuns(
  tx: Transaction,
  query: Query,
  ancestors: readonly RunId[] | undefined,
): z.input<typeof ListedRuns> {
  const limit = query.limit ?? runsPageDefault
  const { sort_by: sort = 'updated_at', sort_order: order = 'desc' } = query
  const after = query.cursor === undefined ? undefined : placeOf(query.cursor, sort, order)
  const found = tx.runs.list({
    ...filterOf(query),
    limit: limit + 1,
    sort,
    order,
    ...(ancestors === undefined ? {} : { ancestorRunIds: ancestors }),
    ...(after === undefined ? {} : { after }),
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return {
    runs: page.map((run) => runItem(tx, run)),
    page_info: {
      has_next_page: hasMore,
      ...(hasMore ? { next_cursor: cursorOf(last, sort, order) } : {}),
    },
  }
}

type Filters = Omit<RunFilter, 'limit' | 'sort' | 'order' | 'after' | 'ancestorRunIds'>

/** What was asked for, in the store's words; what was not asked for does not stand in it. */
function filterOf(query: Query): Filters {
  const filters = {
    states: query.state === undefined ? undefined : [query.state].flat(),
    name: query.name,
    modelId: query.model_id,
    creator: query.creator,
    source: query.source,
    location: query.execution_location,
    createdAfter: timeOf(query.created_after),
    createdBefore: timeOf(query.created_before),
    updatedAfter: timeOf(query.updated_after),
    environmentId: query.environment_id,
    skill: query.skill ?? query.skill_spec,
    scheduleId: query.schedule_id,
    artifactType: query.artifact_type,
    words: query.q
      ?.split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, searchWordsMax),
    metadata: query.metadata,
  }
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Filters // the same object without what is undefined
}

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text)

const Place = z.tuple([
  z.enum(runSorts),
  z.enum(['asc', 'desc']),
  z.union([z.string(), z.number(), z.null()]),
  z.int(),
])

function cursorOf(run: Run, sort: RunSort, order: 'asc' | 'desc'): string {
  const values = { updated_at: run.updatedAt, created_at: run.position, title: run.title, agent: run.skill }
  const place: z.input<typeof Place> = [sort, order, values[sort], run.position]
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

function placeOf(cursor: string, sort: RunSort, order: 'asc' | 'desc'): NonNullable<RunFilter['after']> {
  const place = Place.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (!place.success) throw new Refusal('invalid_request', 'cursor: not one that this service gave')
  const [sortedBy, ordered, value, position] = place.data
  if (sortedBy !== sort || ordered !== order)
    throw new Refusal('invalid_request', `cursor: it belongs to a list sorted by ${sortedBy}, ${ordered}`)
  return { value, position }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null // no cursor: the caller says so
  }
}
