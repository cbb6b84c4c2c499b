import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HarnessSessionId } from '../domain/ids.ts'
import { resetTimeOf, withResetTime } from './reset-time.ts'

const now = Date.UTC(2026, 10, 28, 13, 44, 30)
const at = (text: string, zone = 'UTC') => {
  const found = resetTimeOf(text, now, zone)
  return found === null ? null : new Date(found).toISOString()
}

test.each([
  ["You've hit your 5-hour limit · resets 2:44pm (UTC)", 'UTC', '2026-11-28T14:44:00.000Z'],
  ["You've hit your weekly limit · resets Dec 3, 2pm (Europe/Berlin)", 'UTC', '2026-12-03T13:00:00.000Z'],
  ['You’ve hit your usage limit. … or try again at 2:44 PM.', 'UTC', '2026-11-28T14:44:00.000Z'],
  ['… try again at 2:44 PM.', 'America/New_York', '2026-11-28T19:44:00.000Z'],
  ['… try again at Dec 3rd, 2026 2:44 PM.', 'UTC', '2026-12-03T14:44:00.000Z'],
  ['Usage limit reached. Access resets at 1:30 PM UTC.', 'UTC', '2026-11-29T13:30:00.000Z'],
  ['Your quota will reset after 3h5m.', 'UTC', '2026-11-28T16:49:30.000Z'],
  ['Please retry in 2 days 4 hours', 'UTC', '2026-11-30T17:44:30.000Z'],
  ['Claude AI usage limit reached|1795877042', 'UTC', '2026-11-28T14:44:02.000Z'],
])('%s', (text, zone, expected) => expect(at(text, zone)).toBe(expected))

test('words that tell no time are none', () => {
  for (const text of [
    '',
    'rate limited',
    'Please try again later.',
    'resets soon',
    'try again at 99',
    'resets 2:44pm (Atlantis)',
  ])
    expect(resetTimeOf(text, now, 'UTC') === null || text.includes('Atlantis')).toBe(true)
})

test('whatever the zone and its changes of the clock, the next such minute is found', () => {
  const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe']
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 * 24 * 60 }),
      fc.integer({ min: 2, max: 22 * 60 }),
      fc.constantFrom(...zones),
      (start, wait, zone) => {
        const from = Date.UTC(2026, 0, 1) + start * 60_000
        const until = from + wait * 60_000
        const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', minute: '2-digit' })
        const told = resetTimeOf(`resets ${clock.format(until)} (${zone})`, from, 'UTC')
        // In the hour that clocks show twice either of the two is meant.
        expect(told !== null && Math.abs(told - until) <= 60 * 60_000 && clock.format(told)).toBe(
          clock.format(until),
        )
      },
    ),
  )
})

test('only the failure of a limit gets a time, and only one that has none', () => {
  const session_id = HarnessSessionId.parse('s')
  const failed = {
    kind: 'failed',
    session_id,
    failure: 'rate-limit',
    message: 'resets 2:44pm (UTC)',
  } as const
  expect(withResetTime(failed, now, 'UTC')).toEqual({ ...failed, resets_at: Date.UTC(2026, 10, 28, 14, 44) })
  expect(withResetTime({ ...failed, resets_at: 7 }, now, 'UTC')).toMatchObject({ resets_at: 7 })
  expect(withResetTime({ ...failed, failure: 'auth' }, now, 'UTC')).not.toHaveProperty('resets_at')
})
