import type { ApiClient } from '../shared/contract/api/client.ts'
import { RunItem } from '../shared/contract/api/run.ts'
import { RunId } from '../shared/domain/ids.ts'
import { CliFailure } from './exit-codes.ts'
import type { Environment } from './service-address.ts'
import { ownRun } from './own-run.ts'
import { orFail } from './session.ts'

/** The run that was meant: an id, `self`, `parent`, or a name that only one run in sight has. */
export async function findRun(client: ApiClient, given: string, environment: Environment): Promise<RunId> {
  const id = RunId.safeParse(given)
  if (id.success) return id.data
  if (given === 'self') return requireOwnRun(environment)
  if (given === 'parent' && environment['REVEILLE_PARENT_RUN_ID'])
    return RunId.parse(environment['REVEILLE_PARENT_RUN_ID'])
  const listed = orFail(await client.call('listRuns', { query: { name: given, limit: 10 } }))
  const found = listed.runs.flatMap((row) => {
    const run = RunItem.safeParse(row)
    return run.success && run.data.agent_config?.name === given ? [run.data.run_id] : []
  })
  const [first, second] = found
  if (first === undefined) throw new CliFailure('notFound', `no run is called ${given}`)
  if (second !== undefined) throw new CliFailure('usage', `several runs are called ${given}; give the id`)
  return first
}

/** The own run, for commands that mean it when nothing is named. */
export function requireOwnRun(environment: Environment): RunId {
  const own = ownRun(environment)
  if (own === null) throw new CliFailure('usage', 'outside a pane there is no own run: name one')
  return own
}
