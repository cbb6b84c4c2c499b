import { RunId } from '../shared/domain/ids.ts'
import { CliFailure } from './exit-codes.ts'
import type { Environment } from './service-address.ts'

/** The run this process belongs to: set in every pane and by every worker. */
export function ownRun(environment: Environment): RunId | null {
  const given = environment['REVEILLE_RUN_ID']
  if (given === undefined || given === '') return null
  const parsed = RunId.safeParse(given)
  if (!parsed.success) throw new CliFailure('usage', `REVEILLE_RUN_ID is not a run id: ${given}`)
  return parsed.data
}
