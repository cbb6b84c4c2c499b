// How times and paths are written for people.

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** "now", "40 s", "12 m", "3 h", "Fri", "12 Mar": as short as it stays clear. */
export function formatAge(at: number, now: number): string {
  const age = Math.max(0, now - at)
  if (age < 10_000) return 'now'
  if (age < minute) return `${Math.floor(age / 10_000) * 10} s`
  if (age < hour) return `${Math.floor(age / minute)} m`
  if (age < day) return `${Math.floor(age / hour)} h`
  if (age < 7 * day) return new Intl.DateTimeFormat('en', { weekday: 'short' }).format(at)
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(at)
}

/** "23:41:07" today, "Fri 23:41" before. */
export function formatClock(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return isToday
    ? new Intl.DateTimeFormat('en', { ...time, second: '2-digit' }).format(at)
    : new Intl.DateTimeFormat('en', { weekday: 'short', ...time }).format(at).replace(',', '')
}

/** "23:41:07". */
export const formatTime = (at: number): string => timeOfDay.format(at)
const timeOfDay = new Intl.DateTimeFormat('en', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
})

/** "23:41" within a day, "Fri 12" beyond it: for an axis. */
export const formatHour = (at: number, now: number): string =>
  now - at < 2 * day ? hourOfDay.format(at) : dayOfMonth.format(at)
const hourOfDay = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const dayOfMonth = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' })

/** When something happens next: "18:00", "03:00 tomorrow", "Fri 09:00", "6 Nov 09:00". */
export function formatNext(at: number, now: number): string {
  const time = hourOfDay.format(at)
  if (isSameDay(at, now)) return time
  if (isSameDay(at, now + day)) return `${time} tomorrow`
  if (at - now < 6 * day) return `${new Intl.DateTimeFormat('en', { weekday: 'short' }).format(at)} ${time}`
  return `${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(at)} ${time}`
}

export const isSameDay = (one: number, other: number): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString()

/** "Today", "Yesterday", "Friday, 6 November", with the year when it is another. */
export function formatDay(at: number, now: number): string {
  if (isSameDay(at, now)) return 'Today'
  if (isSameDay(at, now - day)) return 'Yesterday'
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'long', day: 'numeric', month: 'long' },
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(at)
}

/** The directory with `~` for the home directory. */
export function shortPath(directory: string, home: string): string {
  if (home === '' || !directory.startsWith(home)) return directory
  const rest = directory.slice(home.length)
  if (rest === '') return '~'
  return rest.startsWith('/') || rest.startsWith('\\') ? `~${rest}` : directory
}

/** The last part of a path. */
export const lastPart = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path

/** "1 message", "2 messages". */
export const count = (many: number, thing: string): string =>
  `${many.toLocaleString('en')} ${thing}${many === 1 ? '' : 's'}`
