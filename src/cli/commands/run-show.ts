import { RunItem } from '../../shared/contract/api/run.ts'
import { runStates, type RunState } from '../../shared/domain/run.ts'
import { CliFailure } from '../exit-codes.ts'
import { plain, printAnswer, table, wholeNumber } from '../output.ts'
import { findRun, requireOwnRun } from '../run-reference.ts'
import type { Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

export type ListOptions = CommonOptions & {
  readonly state?: readonly string[]
  readonly name?: string
  readonly family?: string
  readonly limit: string
}

/** `reveille run list`. A row that cannot be read costs no other: it is left out, and counted on stderr. */
export async function listRuns(options: ListOptions, environment: Environment): Promise<void> {
  const client = openClient(options, environment)
  const family = options.family === undefined ? null : await findRun(client, options.family, environment)
  const listed = orFail(
    await client.call('listRuns', {
      query: {
        limit: wholeNumber('--limit', options.limit),
        ...(options.state === undefined ? {} : { state: options.state.map(runState) }),
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(family === null ? {} : { ancestor_run_id: family }),
      },
    }),
  )
  const rows = listed.runs.map((row) => RunItem.safeParse(row))
  const runs = rows.flatMap((row) => (row.success ? [row.data] : []))
  if (runs.length < rows.length)
    process.stderr.write(`reveille: ${rows.length - runs.length} runs could not be read\n`)
  const text = table(['RUN', 'NAME', 'STATE', 'HARNESS', 'PLACE', 'UPDATED'], runs.map(rowOf))
  printAnswer(options, { runs, page_info: listed.page_info }, runs.length === 0 ? 'no runs' : text)
}

/** `reveille run get`. */
export async function getRun(
  which: string | undefined,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = which === undefined ? requireOwnRun(environment) : await findRun(client, which, environment)
  const run = orFail(await client.call('getRun', { params: { run_id: runId } }))
  const lines = [
    ['run', run.run_id],
    ['name', nameOf(run)],
    ['state', stateOf(run)],
    ['why', run.status_message?.message],
    ['question', questionOf(run)],
    ['harness', run.agent_config?.harness?.type],
    ['place', run.execution_location?.toLowerCase()],
    ['directory', run.agent_config?.working_directory],
    ['parent', run.parent_run_id],
    ['children', run.children.join(' ')],
    ['session', run.harness_session_id],
    ['prompt', run.prompt],
  ]
  const text = lines.flatMap(([label, value]) => (value ? [`${label}: ${plain(value)}`] : [])).join('\n')
  printAnswer(options, run, text)
}

const nameOf = (run: RunItem): string => run.agent_config?.name ?? run.title
function questionOf({ state, status_message: status }: RunItem): string | undefined {
  if (state !== 'BLOCKED' || !status?.ask) return undefined
  const { id, can_answer } = status.ask
  if (status.answer) return `${id} (${status.answer.answer === 'allow' ? 'allowed' : 'denied'}, on its way)`
  return can_answer ? `${id} (reveille run answer)` : `${id} (only where it asks)`
}
const stateOf = (run: RunItem): string => (run.is_killed ? 'KILLED' : run.state)

const rowOf = (run: RunItem): string[] => [
  run.run_id,
  nameOf(run),
  stateOf(run),
  run.agent_config?.harness?.type ?? '',
  run.execution_location?.toLowerCase() ?? '',
  run.updated_at,
]

function runState(given: string): RunState {
  const found = runStates.find((state) => state === given.toUpperCase().replaceAll(/[-_ ]/g, ''))
  if (found === undefined) throw new CliFailure('usage', `--state must be one of ${runStates.join(', ')}`)
  return found
}
