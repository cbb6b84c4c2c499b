import { isAbsolute } from 'node:path'
import type { CreateSource } from '../../shared/contract/api/source.ts'
import type { Source } from '../../shared/domain/source.ts'
import { SubscriptionId } from '../../shared/domain/ids.ts'
import { commandsAtOnceMax, subscriptionsMax, subscriptionsPerFamilyMax } from '../../shared/limits.ts'
import type { Caller } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import type { StartedBy } from '../runs/create-run.ts'
import { livingRun } from '../runs/known-run.ts'
import type { Subscription } from '../store/source-rows.ts'
import type { Transaction } from '../store/store.ts'
import { newToken } from '../tokens.ts'
import { firstInstant } from './cron.ts'
import { knownSource, refuseSource } from './source-access.ts'

/** Binds a source to its target, or answers the binding that the same request made before. */
export function createSource(
  tx: Transaction,
  caller: Caller,
  asked: CreateSource,
  resolve: StartedBy['resolve'],
): Subscription {
  refuseSource(tx, caller, asked)
  const known = asked.subscription_id === undefined ? null : tx.subscriptions.find(asked.subscription_id)
  if (known !== null) {
    knownSource(tx, caller, known.subscriptionId) // another family's is not told
    if (JSON.stringify([known.source, known.name]) === JSON.stringify([asked.source, asked.name]))
      return known
    throw new Refusal('conflict', `source ${known.subscriptionId} exists already, with another content`, {
      retryable: false,
    })
  }
  const { target, source } = asked
  const boundTo = target.kind === 'run' ? target.run_id : target.parent_run_id
  const run = boundTo === undefined ? null : livingRun(tx, boundTo)
  if (source.kind === 'run') livingRun(tx, source.run_id)
  refusePlaces(source)
  refuseTooMany(tx, run?.rootRunId ?? null)
  if (source.kind === 'command' && tx.subscriptions.list({ kinds: ['command'] }).length >= commandsAtOnceMax)
    throw new Refusal('conflict', `there are ${commandsAtOnceMax} command sources already; delete some`)
  // Names of environments and models are looked at now, so that a mistake is told now and not at night.
  if (target.kind === 'start') resolve?.({ prompt: '', ...(target.config ? { config: target.config } : {}) })
  const subscriptionId = asked.subscription_id ?? SubscriptionId.parse(tx.newId())
  tx.subscriptions.insert({
    subscriptionId,
    name: asked.name,
    source,
    target,
    filter: asked.filter,
    message: asked.message,
    coalesce: asked.coalesce ?? defaultCoalesce(asked),
    targetRunId: run?.runId ?? null,
    rootRunId: run?.rootRunId ?? null,
    secret: source.kind === 'webhook' ? (asked.secret ?? newToken()) : null,
    createdByRunId: caller.kind === 'run' ? caller.run.runId : null,
    isEnabled: asked.is_enabled,
    createdAt: tx.now,
    updatedAt: tx.now,
    nextAt: nextAtOf(source, tx.now),
  })
  const made = tx.subscriptions.find(subscriptionId)
  if (made === null) throw new Error(`source ${subscriptionId} is not there after it was written`)
  return made
}

/** The next instant of a schedule; null for any other source. Refuses a schedule that cannot be read. */
export const nextAtOf = (source: Source, now: number): number | null =>
  source.kind === 'schedule' ? firstInstant(source.cron, source.time_zone, now) : null

/** Refuses paths that would mean something else with each start of the service. */
export function refusePlaces(source: Source): void {
  const directory = source.kind === 'file' || source.kind === 'command' ? source.directory : undefined
  if (directory !== undefined && !isAbsolute(directory))
    throw new Refusal('invalid_request', `directory: ${directory} must be absolute, on the service's machine`)
}

/** What only says "look again" is told once; what carries news of its own is told each time. */
const defaultCoalesce = ({ source, target }: CreateSource): 'each' | 'latest' =>
  target.kind === 'run' && (source.kind === 'schedule' || source.kind === 'file') ? 'latest' : 'each'

function refuseTooMany(tx: Transaction, root: Subscription['rootRunId']): void {
  if (tx.subscriptions.count() >= subscriptionsMax)
    throw new Refusal('conflict', `there are ${subscriptionsMax} sources already; delete some`)
  if (root !== null && tx.subscriptions.list({ rootRunId: root }).length >= subscriptionsPerFamilyMax)
    throw new Refusal('conflict', `the family has ${subscriptionsPerFamilyMax} sources already; delete some`)
}
