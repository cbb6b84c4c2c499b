import { z } from 'zod'
import { notificationCharsMax } from '../limits.ts'

/** How far a program says it is (OSC 9;4). `share` is 0 to 100; null where it cannot tell. */
export const ProgramProgress = z.object({
  state: z.enum(['normal', 'error', 'paused']),
  share: z.int().min(0).max(100).nullable(),
})
export type ProgramProgress = z.infer<typeof ProgramProgress>

/** What a program tells whoever looks after it, besides its output. */
export const ProgramSignal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), progress: ProgramProgress.nullable() }),
  z.object({
    kind: z.literal('notification'),
    title: z.string().max(notificationCharsMax),
    body: z.string().max(notificationCharsMax),
  }),
])
export type ProgramSignal = z.infer<typeof ProgramSignal>

/** The OSC codes that may carry a signal. */
export const signalCodes = [9, 777] as const

/**
 * Reads OSC 9 (`4;state;share` as ConEmu and Windows Terminal have it, else text as iTerm2 has it) and OSC 777
 * (`notify;title;body` as urxvt has it). Null for what is neither; other numbers of OSC 9 are ConEmu's and not for people.
 */
export function readSignal(code: (typeof signalCodes)[number], data: string): ProgramSignal | null {
  const [first = '', second = '', third = '', ...rest] = data.split(';')
  if (code === 777) {
    if (first !== 'notify') return null
    return notification(second, [third, ...rest].join(';'))
  }
  if (first === '4') return readProgress(second, third)
  return /^\d+$/.test(first) && data.includes(';') ? null : notification('', data)
}

function readProgress(state: string, share: string): ProgramSignal | null {
  const percent = share === '' ? null : Math.min(100, Math.max(0, Math.round(Number(share))))
  const known = Number.isNaN(percent) ? null : percent
  switch (state) {
    case '0':
      return { kind: 'progress', progress: null }
    case '1':
      return { kind: 'progress', progress: { state: 'normal', share: known ?? 0 } }
    case '2':
      return { kind: 'progress', progress: { state: 'error', share: known } }
    case '3':
      return { kind: 'progress', progress: { state: 'normal', share: null } }
    case '4':
      return { kind: 'progress', progress: { state: 'paused', share: known } }
    default:
      return null
  }
}

/** Text for people: one line each, without what a terminal would act on. */
function notification(title: string, body: string): ProgramSignal | null {
  const [cleanTitle, cleanBody] = [clean(title), clean(body)]
  return cleanTitle === '' && cleanBody === ''
    ? null
    : { kind: 'notification', title: cleanTitle, body: cleanBody }
}

const clean = (text: string): string =>
  text
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, notificationCharsMax)
