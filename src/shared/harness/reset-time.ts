import type { HarnessSignal } from '../domain/signal.ts'

const minuteMs = 60_000
const dayMinutes = 24 * 60
const daysAheadMax = 62 // no limit lasts longer

/** The failure of an exhausted limit with the time at which it resets, where its words tell and nothing else did. */
export function withResetTime(signal: HarnessSignal, now: number, zone: string): HarnessSignal {
  if (signal.kind !== 'failed' || signal.failure !== 'rate-limit' || signal.resets_at !== undefined)
    return signal
  const at = resetTimeOf(signal.message, now, zone)
  return at === null ? signal : { ...signal, resets_at: at }
}

/**
 * When a usage limit resets, from the words in which a harness tells it; milliseconds since the epoch, null when they do not
 * tell. "resets 2:44pm (UTC)" and "resets Dec 3, 2pm (Europe/Berlin)" (Claude 2.1.330), "try again at 2:44 PM" and "try again
 * at Dec 3rd, 2026 2:44 PM" (Codex 0.169.0), "reset after 3h5m" (Gemini), "in 2 days 4 hours". `zone` is the reader's own.
 */
export function resetTimeOf(text: string, now: number, zone: string): number | null {
  const said =
    /(?:resets?|try again|access resets|retry(?:ing)?)\b(?: after| at| in| on)*:?\s+([^\n]{2,60})/i.exec(
      text,
    )?.[1]
  const epoch = /\|(\d{10})\b/.exec(text)?.[1]
  if (epoch !== undefined) return Number(epoch) * 1_000
  if (said === undefined) return null
  return afterSpan(said, now) ?? atClock(said, now, zone)
}

const units: Readonly<Record<string, number>> = { d: dayMinutes, h: 60, m: 1, s: 1 / 60 }

/** "3h5m12s", "2 days 4 hours". */
function afterSpan(said: string, now: number): number | null {
  const whole =
    /^((?:\d+(?:\.\d+)?\s*(?:d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)[,\s]*(?:and\s+)?)+)(?![a-z0-9:])/i.exec(
      said.trim(),
    )?.[1]
  if (whole === undefined) return null
  const parts = [...whole.matchAll(/(\d+(?:\.\d+)?)\s*([dhms])/gi)]
  const minutes = parts.reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit.toLowerCase()] ?? 0),
    0,
  )
  return now + Math.round(minutes * minuteMs)
}

/** "2:44pm (UTC)", "Dec 3rd, 2026 2:44 PM": the next moment at which the clocks of that zone show it. */
function atClock(said: string, now: number, own: string): number | null {
  const found = clockPattern.exec(said)
  if (!found) return null
  const [, month, day, hourText = '', minuteText = '0', half = ''] = found
  const hour = (Number(hourText) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  const wanted = hour * 60 + Number(minuteText)
  const zone = /\(([A-Za-z_]+(?:\/[A-Za-z_+\-0-9]+)*)\)/.exec(said)?.[1] ?? own
  const clock = clockOf(zone) ?? clockOf('UTC')
  if (clock === null) return null
  const at = now - (now % minuteMs)
  for (let days = 0; days <= daysAheadMax; days += 1) {
    const guess = at + (wanted - clock(at).minutes + days * dayMinutes) * minuteMs
    const moment = guess + (wanted - clock(guess).minutes) * minuteMs // the clocks may be changed in between
    const isDay =
      month === undefined ||
      (clock(moment).month === month.slice(0, 3).toLowerCase() && clock(moment).day === Number(day))
    if (moment > now && isDay) return moment
  }
  return null
}
const clockPattern =
  /^(?:(?:on\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+\d{4})?,?\s+(?:at\s+)?)?(\d{1,2})(?::(\d{2}))?\s*(am|pm)/i

type Reading = { readonly minutes: number; readonly month: string; readonly day: number }

/** What the clocks of a zone show; null for a zone nobody knows. */
function clockOf(timeZone: string): ((at: number) => Reading) | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit', month: 'short', day: 'numeric' },
    })
    return (at) => {
      const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
      const minutes = Number(parts['hour']) * 60 + Number(parts['minute'])
      return { minutes, month: String(parts['month']).toLowerCase(), day: Number(parts['day']) }
    }
  } catch {
    return null
  }
}
