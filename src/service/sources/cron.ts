import { Cron } from 'croner'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { scheduleCountedMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'

const scheduleOf = (cron: string, timeZone: string): Cron =>
  new Cron(cron, { timezone: timeZone, paused: true })

/** The first instant after `after`; null when there is none any more. Daylight saving is croner's, by the zone's rules. */
export const nextInstant = (cron: string, timeZone: string, after: number): number | null =>
  scheduleOf(cron, timeZone).nextRun(new Date(after))?.getTime() ?? null

/** How many instants lie in (`from`, `to`], counted up to a bound: beyond it only "many" matters. */
export function instantsBetween(cron: string, timeZone: string, from: number, to: number): number {
  const schedule = scheduleOf(cron, timeZone)
  let found = 0
  let at = schedule.nextRun(new Date(from))
  while (at !== null && at.getTime() <= to && found < scheduleCountedMax) {
    found += 1
    at = schedule.nextRun(at)
  }
  return found
}

/** The first instant of a schedule; refuses one that cannot be read or never comes. */
export function firstInstant(cron: string, timeZone: string, now: number): number {
  let at: number | null
  try {
    at = nextInstant(cron, timeZone, now)
  } catch (error) {
    const isZone = /time ?zone/i.test(messageOf(error))
    throw new Refusal(
      'invalid_request',
      isZone
        ? `time_zone: ${JSON.stringify(timeZone)} is not known; give one like Europe/Berlin or UTC`
        : `cron: ${JSON.stringify(cron)} cannot be read; five fields (minute hour day month weekday), like "0 9 * * 1-5"`,
    )
  }
  if (at === null) throw new Refusal('invalid_request', `cron: ${JSON.stringify(cron)} never comes`)
  return at
}
