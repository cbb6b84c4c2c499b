import { createHash } from 'node:crypto'
import { SubscriptionId, type RunId } from '../../shared/domain/ids.ts'
import { firingsPageDefault } from '../../shared/limits.ts'
import type { Asked, HandlersOf } from '../handler.ts'
import { subjectOf } from '../http/authenticate.ts'
import { Refusal } from '../refusal.ts'
import type { StartedBy } from '../runs/create-run.ts'
import { knownRun } from '../runs/known-run.ts'
import type { Run } from '../store/rows.ts'
import type { Firing, Subscription } from '../store/source-rows.ts'
import { armedRuns } from './armed-runs.ts'
import { createSource, nextAtOf, refusePlaces } from './create-source.ts'
import { fire } from './fire.ts'
import { knownSource, refuseSource } from './source-access.ts'
import { firingItem, sourceItem } from './source-item.ts'

type Subject =
  | 'createSource'
  | 'listSources'
  | 'getSource'
  | 'updateSource'
  | 'deleteSource'
  | 'fireSource'
  | 'listFirings'
  | 'answerFiring'
  | 'armedRuns'

/** Sources and their firings. `changed` is told after each change of what is listened to. */
export const sourceHandlers = (resolve: StartedBy['resolve'], changed: () => void): HandlersOf<Subject> => ({
  createSource: ({ tx, caller, body, idempotencyKey: key }) => {
    // Its answer holds a secret, so it is not remembered: a repeated request is known by the source that it made.
    const own = key === null ? {} : { subscription_id: keyedId(`${subjectOf(caller)}\n${key}`) }
    const made = createSource(tx, caller, { ...own, ...body }, resolve)
    changed()
    return { ...sourceItem(made), ...(made.secret === null ? {} : { secret: made.secret }) }
  },

  listSources: ({ tx, caller, query }) => {
    const of = query.ancestor_run_id ?? query.run_id
    const root = of === undefined ? null : knownRun(tx, of).rootRunId
    if (caller.kind === 'run' && root !== null && root !== caller.run.rootRunId)
      throw new Refusal('not_authorized', 'a run sees the sources of its own family only')
    if (query.run_id !== undefined)
      return { sources: tx.subscriptions.list({ targetRunId: query.run_id }).map(sourceItem) }
    const within = root ?? (caller.kind === 'run' ? caller.run.rootRunId : undefined)
    const found = tx.subscriptions.list(within === undefined ? {} : { rootRunId: within })
    const { ancestor_run_id: ancestor } = query
    return {
      sources: found.filter((one) => ancestor === undefined || isBelow(tx, one, ancestor)).map(sourceItem),
    }
  },

  getSource: ({ tx, caller, params }) => sourceItem(knownSource(tx, caller, params.subscription_id)),

  updateSource: ({ tx, caller, params, body }) => {
    const {
      subscriptionId,
      source: before,
      target,
      isEnabled,
    } = knownSource(tx, caller, params.subscription_id)
    const source = body.source ?? before
    refuseSource(tx, caller, { source, target })
    if (source.kind !== before.kind)
      throw new Refusal(
        'invalid_request',
        `source: a ${before.kind} cannot become a ${source.kind}; add a new one`,
      )
    refusePlaces(source)
    const isResumed = body.is_enabled === true && !isEnabled
    const { name, filter, message, coalesce } = body
    tx.subscriptions.change(subscriptionId, {
      ...(name === undefined ? {} : { name }),
      ...(filter === undefined ? {} : { filter }),
      ...(message === undefined ? {} : { message }),
      ...(coalesce === undefined ? {} : { coalesce }),
      ...(body.source === undefined ? {} : { source }),
      ...(body.is_enabled === undefined ? {} : { isEnabled: body.is_enabled }),
      // What passed during a pause was not missed.
      ...(body.source !== undefined || isResumed
        ? { nextAt: nextAtOf(source, tx.now), progress: null, lastError: null }
        : {}),
      updatedAt: tx.now,
    })
    changed()
    return sourceItem(knownSource(tx, caller, subscriptionId))
  },

  deleteSource: ({ tx, caller, params }) => {
    tx.subscriptions.remove(knownSource(tx, caller, params.subscription_id).subscriptionId)
    changed()
  },

  fireSource: ({ tx, caller, params }) => {
    const source = knownSource(tx, caller, params.subscription_id)
    const by = caller.kind === 'run' ? caller.run.name : 'a person'
    const happening = { eventType: 'by-hand', payload: { by }, note: '', dedupeKey: null, isByHand: true }
    return firingItem(fire(tx, source, happening))
  },

  listFirings: ({ tx, caller, params, query }) => {
    const { subscriptionId } = knownSource(tx, caller, params.subscription_id)
    const before = query.before === undefined ? null : positionOf(tx, subscriptionId, query.before)
    const limit = query.limit ?? firingsPageDefault
    return { firings: tx.firings.list(subscriptionId, before, limit).map(firingItem) }
  },

  answerFiring: ({ tx, caller, params, body }) => {
    const source = knownSource(tx, caller, params.subscription_id)
    const asking = tx.firings.find(params.firing_id)
    if (asking === null || asking.subscriptionId !== source.subscriptionId)
      throw new Refusal('resource_not_found', `no firing ${params.firing_id} of this source`)
    if (asking.state !== 'asking') throw new Refusal('conflict', `it was answered already (${asking.state})`)
    const reason = body.answer === 'skip' ? 'missed; a person let it be' : 'missed; a person let it run'
    tx.firings.change(asking.firingId, { state: 'filtered', reason, updatedAt: tx.now })
    if (body.answer === 'skip') return firingItem(found(tx, asking))
    const payload: unknown = JSON.parse(asking.payload)
    const happening = {
      eventType: asking.eventType,
      payload,
      note: 'late, as a person decided',
      dedupeKey: null,
      isByHand: true,
    }
    return firingItem(fire(tx, source, happening))
  },

  armedRuns: ({ tx, caller, query }) => {
    const ancestors = armedAncestors(tx, query.ancestor_run_id)
    if (caller.kind === 'run' && ancestors.some((one) => one.rootRunId !== caller.run.rootRunId))
      throw new Refusal('not_authorized', 'a run sees its own family only')
    return { runs: ancestors.flatMap((ancestor) => armedRuns(tx, ancestor)) }
  },
})

type Tx = Asked<'getSource'>['tx']

/** One that is not there is refused where it is all that was asked for; among others it has nothing to tell. */
const armedAncestors = (tx: Tx, asked: RunId | RunId[]): readonly Run[] =>
  Array.isArray(asked) ? asked.flatMap((runId) => tx.runs.find(runId) ?? []) : [knownRun(tx, asked)]

/** The id of the source that a request with this key makes. */
function keyedId(key: string): Subscription['subscriptionId'] {
  const hex = createHash('sha256').update(key).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
  return SubscriptionId.parse([...parts, hex.slice(20, 32)].join('-'))
}

const isBelow = (tx: Tx, one: Subscription, ancestor: NonNullable<Subscription['targetRunId']>): boolean =>
  one.targetRunId !== null && tx.runs.ancestors(one.targetRunId).includes(ancestor)

const found = (tx: Tx, { firingId }: Firing): Firing => {
  const firing = tx.firings.find(firingId)
  if (firing === null) throw new Refusal('resource_not_found', `no firing ${firingId}`)
  return firing
}

function positionOf(tx: Tx, subscriptionId: Subscription['subscriptionId'], firingId: string): number {
  const firing = tx.firings.find(firingId as Firing['firingId']) // any text: one that is no id is not found
  if (firing === null || firing.subscriptionId !== subscriptionId)
    throw new Refusal('invalid_request', 'before: no firing of this source')
  return firing.position
}
