import type { z } from 'zod'
import type { ArmedRuns, WakeCause } from '../../shared/contract/api/source.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { armedRunsMax } from '../../shared/limits.ts'
import { wireTimeOrNull } from '../wire-time.ts'
import type { Run } from '../store/rows.ts'
import type { Subscription } from '../store/source-rows.ts'
import type { Transaction } from '../store/store.ts'
import { wakeStateOf } from '../wakes/wake-handlers.ts'

type Cause = z.input<typeof WakeCause>

/** What wakes each run of a family: three lists of the family put together, whatever its size. */
export function armedRuns(tx: Transaction, ancestor: Run): z.input<typeof ArmedRuns>['runs'] {
  const runs = tx.runs
    .list({ ancestorRunIds: [ancestor.runId], limit: armedRunsMax, sort: 'created_at', order: 'asc' })
    .filter((run) => !run.isKilled)
  const waiting = new Map(tx.wakes.waiting(ancestor.rootRunId).map((one) => [one.runId, one]))
  const causes = new Map<RunId, Cause[]>()
  for (const one of tx.subscriptions.list({ rootRunId: ancestor.rootRunId, only: 'enabled' })) {
    if (one.targetRunId === null || one.target.kind !== 'run') continue
    const known = causes.get(one.targetRunId) ?? []
    causes.set(one.targetRunId, [...known, causeOf(one)])
  }
  return runs.map(({ runId }) => {
    const found = waiting.get(runId)
    return {
      run_id: runId,
      wake: wakeStateOf(runId, found?.last ?? null, found?.failures ?? 0, found?.pending ?? 0),
      wakes_on: [{ kind: 'message', text: 'message' }, ...(causes.get(runId) ?? [])],
    }
  })
}

const causeOf = (one: Subscription): Cause => ({
  kind: one.source.kind,
  text: describeSource(one),
  subscription_id: one.subscriptionId,
  name: one.name,
  next_at: wireTimeOrNull(one.nextAt),
  last_error: one.lastError,
})

/** A few words for people. */
export function describeSource({ source, name }: Pick<Subscription, 'source' | 'name'>): string {
  switch (source.kind) {
    case 'schedule':
      return `schedule ${name} (${source.cron}, ${source.time_zone})`
    case 'webhook':
      return `${source.verify === 'github' ? 'GitHub ' : ''}webhook ${name}`
    case 'file':
      return `changes below ${source.directory}`
    case 'run':
      return `end of run ${source.run_id}`
    case 'command':
      return `exit of ${source.argv[0] ?? ''} (${name})`
  }
}
