import type { z } from 'zod'
import type { ListedRuns, ListRunsQuery } from '../../shared/contract/api/run.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { runsPageDefault } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import type { Transaction } from '../store/store.ts'
import { runItem } from './run-item.ts'

/** A page of runs, newest first. The cursor is opaque to the reader; new runs do not shift it. */
export function listRuns(
  tx: Transaction,
  query: z.output<typeof ListRunsQuery>,
  ancestor: RunId | undefined,
): z.input<typeof ListedRuns> {
  const limit = query.limit ?? runsPageDefault
  const before = query.cursor === undefined ? undefined : positionOf(query.cursor)
  const found = tx.runs.list({
    limit: limit + 1,
    ...(query.state === undefined ? {} : { states: [query.state].flat() }),
    ...(query.name === undefined ? {} : { name: query.name }),
    ...(ancestor === undefined ? {} : { ancestorRunId: ancestor }),
    ...(query.execution_location === undefined ? {} : { location: query.execution_location }),
    ...(before === undefined ? {} : { before }),
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return {
    runs: page.map((run) => runItem(tx, run)),
    page_info: { has_next_page: hasMore, next_cursor: hasMore ? cursorOf(last.position) : null },
  }
}

const cursorOf = (position: number): string => Buffer.from(`runs:${position}`).toString('base64url')

function positionOf(cursor: string): number {
  const position = /^runs:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (position === undefined) throw new Refusal('invalid_request', 'cursor: not one that this service gave')
  return Number(position)
}
