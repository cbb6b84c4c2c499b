import type { RunFilter, RunSort } from '../rows.ts'

/** What stands in `creator` for the owner of the service. */
export const ownerCreator = 'owner'

/** Names are compared without regard to case, in any script. */
export const nameKey = (name: string): string => name.trim().normalize('NFC').toLowerCase()

type Value = string | number

/** What each sort compares. A run's position is the order of creation: two runs never share one. */
const sortColumns: Readonly<Record<RunSort, string>> = {
  updated_at: 'updated_at',
  created_at: 'position',
  title: 'title COLLATE NOCASE',
  agent: 'skill COLLATE NOCASE',
}

const places = (values: readonly Value[]): string => values.map(() => '?').join(', ')

/** The statement of one page of runs. */
export function listRunsQuery(filter: RunFilter): [text: string, ...values: Value[]] {
  const conditions: string[] = []
  const values: Value[] = []
  const require = (condition: string, ...given: Value[]): void => {
    conditions.push(condition)
    values.push(...given)
  }
  const equal = (column: string, value: Value | undefined): void => {
    if (value !== undefined) require(`${column} = ?`, value)
  }
  if (filter.ancestorRunIds !== undefined)
    require(`run_id IN (SELECT run_id FROM run_ancestors WHERE ancestor_run_id IN (${places(filter.ancestorRunIds)}))`, ...filter.ancestorRunIds)
  if (filter.states !== undefined) require(`state IN (${places(filter.states)})`, ...filter.states)
  equal('name_key', filter.name === undefined ? undefined : nameKey(filter.name))
  equal('model_id', filter.modelId)
  equal('creator', filter.creator)
  equal('source', filter.source)
  equal('location', filter.location)
  equal('environment_id', filter.environmentId)
  equal('skill', filter.skill)
  equal("json_extract(schedule, '$.schedule_id')", filter.scheduleId)
  if (filter.createdAfter !== undefined) require('created_at > ?', filter.createdAfter)
  if (filter.createdBefore !== undefined) require('created_at < ?', filter.createdBefore)
  if (filter.updatedAfter !== undefined) require('updated_at > ?', filter.updatedAfter)
  if (filter.artifactType !== undefined)
    require('run_id IN (SELECT run_id FROM artifacts WHERE type = ?)', filter.artifactType)
  for (const word of filter.words ?? []) {
    const like = `%${word.replaceAll(/[\\%_]/g, (found) => `\\${found}`)}%`
    require(String.raw`(title LIKE ? ESCAPE '\' OR prompt LIKE ? ESCAPE '\' OR skill LIKE ? ESCAPE '\')`, like, like, like)
  }
  for (const [key, value] of Object.entries(filter.metadata ?? {}))
    require('EXISTS (SELECT 1 FROM json_each(metadata) AS label WHERE label.key = ? AND label.value = ?)', key, value)
  const order = pageOrder(filter, require)
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  return [`SELECT * FROM runs ${where} ORDER BY ${order} LIMIT ?`, ...values, filter.limit]
}

/** Adds the condition that begins the page behind `after`; answers the order. Runs without a skill come last, always. */
function pageOrder(
  { sort, order, after }: RunFilter,
  require: (condition: string, ...given: Value[]) => void,
): string {
  const column = sortColumns[sort]
  const beyond = order === 'asc' ? '>' : '<'
  const words = order.toUpperCase()
  if (sort === 'created_at') {
    if (after !== undefined) require(`position ${beyond} ?`, after.position)
    return `position ${words}`
  }
  if (after !== undefined && after.value === null)
    require(`skill IS NULL AND position ${beyond} ?`, after.position)
  if (after !== undefined && after.value !== null) {
    const behind = sort === 'agent' ? ' OR skill IS NULL' : ''
    require(`((${column}, position) ${beyond} (?, ?)${behind})`, after.value, after.position)
  }
  const nullsLast = sort === 'agent' ? 'skill IS NULL, ' : ''
  return `${nullsLast}${column} ${words}, position ${words}`
}
