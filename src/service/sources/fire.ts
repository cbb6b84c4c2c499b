import type { CreateRun } from '../../shared/contract/api/run.ts'
import { decideFiring } from '../../shared/domain/firing.ts'
import { FiringId, type MessageId, type RunId } from '../../shared/domain/ids.ts'
import { refusedByFilter } from '../../shared/domain/source-filter.ts'
import { renderSourceMessage } from '../../shared/domain/source-message.ts'
import { firingPayloadCharsMax, firingsKept, firingsPerHourMax, hourMs } from '../../shared/limits.ts'
import { appendMessage } from '../messages/append-message.ts'
import { Refusal } from '../refusal.ts'
import { createRun, type StartedBy } from '../runs/create-run.ts'
import type { Firing, NewFiring, Subscription } from '../store/source-rows.ts'
import type { Transaction } from '../store/store.ts'

/** Something happened outside. */
export type OutsideHappening = {
  readonly eventType: string
  readonly payload: unknown
  readonly note: string
  /** The same happening told twice has the same key; null when nothing tells one from another. */
  readonly dedupeKey: string | null
  readonly isByHand: boolean
}

/**
 * Takes over one happening: the row that tells of it, the message or the run that it leads to and the reason are one
 * change. A happening that was told before answers its first row, and leads to nothing.
 */
export function fire(tx: Transaction, to: Subscription, happening: OutsideHappening): Firing {
  const known = happening.dedupeKey === null ? null : tx.firings.byKey(to.subscriptionId, happening.dedupeKey)
  if (known !== null) return known
  const decision = decideFiring<Firing>({
    isEnabled: to.isEnabled,
    isByHand: happening.isByHand,
    refusedBecause: refusedByFilter(to.filter, happening),
    target: targetOf(tx, to),
    firedThisHour: tx.firings.toldSince(to.subscriptionId, tx.now - hourMs),
    perHourMax: firingsPerHourMax,
    coalesce: to.coalesce,
    waiting: tx.firings.waiting(to.subscriptionId),
  })
  switch (decision.kind) {
    case 'filter':
      return leaveOut(tx, to, happening, decision.reason)
    case 'fail':
      return decision.because === 'too-many'
        ? countUp(tx, to, happening, decision.reason)
        : keep(tx, to, happening, { state: 'failed', reason: decision.reason })
    case 'tell':
      return tell(tx, to, happening, decision.inPlaceOf)
  }
}

/** A row and nothing else: a person is asked what shall become of it. */
export const ask = (tx: Transaction, to: Subscription, happening: OutsideHappening, reason: string): Firing =>
  keep(tx, to, happening, { state: 'asking', reason })

/** A row and nothing else. */
export const leaveOut = (
  tx: Transaction,
  to: Subscription,
  happening: OutsideHappening,
  reason: string,
): Firing => keep(tx, to, happening, { state: 'filtered', reason })

type Letter = { readonly subject: string; readonly body: string }
type Outcome = Pick<NewFiring, 'state' | 'reason'> & {
  readonly messageId?: MessageId
  readonly runId?: RunId
}

function tell(tx: Transaction, to: Subscription, happening: OutsideHappening, older: Firing | null): Firing {
  const times = (older?.times ?? 0) + 1
  const notes = [happening.note, times > 1 ? `the last of ${times}` : '']
  const note = notes.filter((one) => one !== '').join(', ')
  const letter = renderSourceMessage(
    to.message,
    { name: to.name, kind: to.source.kind },
    { ...happening, note },
  )
  try {
    const { target } = to
    const outcome = target.kind === 'run' ? writeTo(tx, target.run_id, letter) : start(tx, to, target, letter)
    if (older !== null) takePlaceOf(tx, older)
    const firing = keep(tx, to, happening, outcome)
    if (times > 1) tx.firings.change(firing.firingId, { times })
    tx.subscriptions.change(to.subscriptionId, { lastFiredAt: tx.now, lastError: null })
    return { ...firing, times }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return keep(tx, to, happening, { state: 'failed', reason: error.message }) // it refused before it wrote
  }
}

function writeTo(tx: Transaction, runId: RunId, letter: Letter): Outcome {
  const run = tx.runs.find(runId)
  if (run === null) throw new Refusal('resource_not_found', `no run ${runId}`)
  const messageId = appendMessage(tx, run, { senderRunId: null, ...letter, kind: 'source' })
  return { state: 'fired', reason: `message to ${run.name}`, messageId, runId }
}

function start(
  tx: Transaction,
  to: Subscription,
  target: Subscription['target'] & { kind: 'start' },
  letter: Letter,
): Outcome {
  const request: CreateRun = {
    prompt: letter.body,
    title: target.title ?? letter.subject.slice(0, 200),
    ...(target.config === undefined ? {} : { config: target.config }),
    ...(target.parent_run_id === undefined ? {} : { parent_run_id: target.parent_run_id }),
    ...(target.execution_location === undefined ? {} : { execution_location: target.execution_location }),
  }
  const run = createRun(tx, request, startedBy(to))
  return { state: 'fired', reason: `started run ${run.runId}`, runId: run.runId }
}

function startedBy(to: Subscription): StartedBy {
  const kind = to.createdByRunId === null ? 'owner' : 'run'
  if (to.source.kind === 'schedule') {
    const { subscriptionId: schedule_id, name: schedule_name } = to
    const schedule = { schedule_id, schedule_name, cron_schedule: to.source.cron }
    return { kind, source: 'SCHEDULED_AGENT', schedule }
  }
  const isGithub = to.source.kind === 'webhook' && to.source.verify === 'github'
  return { kind, source: isGithub ? 'GITHUB_WEBHOOK' : 'API' }
}

/** The older message was read by nobody: the newer one says that it stands for it too. */
function takePlaceOf(tx: Transaction, older: Firing): void {
  if (older.messageId !== null) tx.messages.remove(older.messageId)
  const reason = 'a newer one took its place before it was read'
  tx.firings.change(older.firingId, { state: 'coalesced', reason, messageId: null, updatedAt: tx.now })
}

function keep(tx: Transaction, to: Subscription, happening: OutsideHappening, outcome: Outcome): Firing {
  const firingId = FiringId.parse(tx.newId())
  tx.firings.insert({
    firingId,
    subscriptionId: to.subscriptionId,
    state: outcome.state,
    reason: outcome.reason,
    eventType: happening.eventType.slice(0, 200),
    payload: payloadText(happening.payload),
    dedupeKey: happening.dedupeKey,
    messageId: outcome.messageId ?? null,
    runId: outcome.runId ?? null,
    occurredAt: tx.now,
    updatedAt: tx.now,
  })
  tx.firings.trim(to.subscriptionId, firingsKept)
  if (outcome.state === 'failed') tx.subscriptions.change(to.subscriptionId, { lastError: outcome.reason })
  const kept = tx.firings.find(firingId)
  if (kept === null) throw new Error(`firing ${firingId} is not there after it was written`)
  return kept
}

/** A flood is one row that counts. */
function countUp(tx: Transaction, to: Subscription, happening: OutsideHappening, reason: string): Firing {
  const newest = tx.firings.newest(to.subscriptionId)
  if (newest?.state !== 'failed' || newest.reason !== reason)
    return keep(tx, to, happening, { state: 'failed', reason })
  tx.firings.change(newest.firingId, { times: newest.times + 1, updatedAt: tx.now })
  return { ...newest, times: newest.times + 1 }
}

function targetOf(tx: Transaction, { target }: Subscription): 'there' | 'killed' | 'gone' {
  const runId = target.kind === 'run' ? target.run_id : target.parent_run_id
  if (runId === undefined) return 'there'
  const run = tx.runs.find(runId)
  return run === null ? 'gone' : run.isKilled ? 'killed' : 'there'
}

/** JSON that can be read again, whatever its size was. */
function payloadText(payload: unknown): string {
  const text = JSON.stringify(payload ?? null)
  if (text.length <= firingPayloadCharsMax) return text
  return JSON.stringify({ cut_to: firingPayloadCharsMax, text: text.slice(0, firingPayloadCharsMax) })
}
