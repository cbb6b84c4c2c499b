import { decideInstant } from '../../shared/domain/missed-instant.ts'
import { schedulesAtOnceMax, scheduleToleranceMs } from '../../shared/limits.ts'
import type { Subscription } from '../store/source-rows.ts'
import type { Transaction } from '../store/store.ts'
import { instantsBetween, nextInstant } from './cron.ts'
import { ask, fire, leaveOut } from './fire.ts'

/** Fires the schedules whose time has come and moves each to its next instant, in one change. Answers when the next one is. */
export function fireDue(tx: Transaction): number | null {
  for (const to of tx.subscriptions.due(tx.now, schedulesAtOnceMax)) fireOne(tx, to)
  return tx.subscriptions.nextDue()
}

/** The clock was set back: what was planned by the wrong one comes at its next instant by this one. */
export function planAgain(tx: Transaction): void {
  for (const { subscriptionId, source, nextAt } of tx.subscriptions.list({
    kinds: ['schedule'],
    only: 'enabled',
  })) {
    if (source.kind !== 'schedule' || nextAt === null) continue
    const next = nextInstant(source.cron, source.time_zone, tx.now)
    if (next !== null && next < nextAt) tx.subscriptions.change(subscriptionId, { nextAt: next })
  }
}

function fireOne(tx: Transaction, to: Subscription): void {
  const { source, nextAt } = to
  if (source.kind !== 'schedule' || nextAt === null) return
  const { cron, time_zone: timeZone, missed: policy } = source
  const isMissed = tx.now - nextAt > scheduleToleranceMs
  const passed = 1 + (isMissed ? instantsBetween(cron, timeZone, nextAt, tx.now) : 0)
  const facts = { dueAt: nextAt, now: tx.now, toleranceMs: scheduleToleranceMs, policy, passed }
  const decision = decideInstant(facts)
  const happening = {
    eventType: 'schedule',
    payload: { scheduled_for: new Date(nextAt).toISOString(), time_zone: timeZone, instants: passed },
    note: decision.kind === 'fire' ? decision.note : '',
    dedupeKey: `at:${nextAt}`,
    isByHand: false,
  }
  if (decision.kind === 'fire') fire(tx, to, happening)
  else if (decision.kind === 'skip') leaveOut(tx, to, happening, decision.reason)
  else ask(tx, to, happening, decision.reason)
  tx.subscriptions.change(to.subscriptionId, { nextAt: nextInstant(cron, timeZone, tx.now) })
}
