import type { PtyHost } from '../../shared/contract/host.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { PasteFact } from '../../shared/domain/wake.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { pasteDrawnWithinMs, pasteQuietMs, pasteSettleMs } from '../../shared/limits.ts'
import type { WakeOutcome } from './waker.ts'

/** What is known of the person at one pane and of its last turn; times are milliseconds since the epoch. */
export type InputFacts = {
  /** By a page of this app. */
  readonly typedAt: number | null
  /** By anybody, as the pty host saw it; it outlives the app. */
  readonly inputAt: number | null
  /** When the last turn began; null when that is not known. */
  readonly turnBeganAt: number | null
  readonly isInDoubt: boolean
}

/**
 * Whether the input box may be used. Whatever was typed since the last turn began is taken for a draft: better a wake
 * that waits for a person's next turn than a draft that is sent.
 */
export function pasteFact(facts: InputFacts): PasteFact {
  if (facts.isInDoubt) return { kind: 'in-doubt' }
  const last = Math.max(facts.typedAt ?? 0, facts.inputAt ?? 0)
  if (last > (facts.turnBeganAt ?? 0)) return { kind: 'has-draft' }
  if (facts.typedAt !== null) return { kind: 'typed-recently', until: facts.typedAt + pasteQuietMs }
  return { kind: 'free' }
}

export type PasteSteps = {
  readonly host: Pick<PtyHost, 'write'>
  /** What the terminal puts out from now on. */
  readonly output: (onText: (text: string) => void) => Disposable
  readonly terminalId: TerminalId
  readonly submit: string
  readonly clock: Clock
  /** The process the wake is for; 0 when none lives. */
  readonly incarnation: () => number
  readonly typedAt: () => number | null
  readonly fact: () => Promise<PasteFact>
  /** Stored before a key is written: whatever happens then is not repeated by itself. */
  readonly claim: () => void
}

/**
 * Types a wake into an idle pane and submits it, bound to one process: looked at before the text and once more before
 * the key that submits. Confirmed by the turn that begins; what is in doubt is left to a person.
 */
export async function pasteWake(text: string, steps: PasteSteps): Promise<WakeOutcome> {
  const { host, terminalId, clock } = steps
  const incarnation = steps.incarnation()
  const typedAt = steps.typedAt()
  const fact = await steps.fact()
  const isFree = fact.kind === 'free' || (fact.kind === 'typed-recently' && fact.until <= clock.now())
  if (!isFree) return err({ kind: 'held', message: 'somebody uses the pane' })
  const isSame = (): boolean => steps.incarnation() === incarnation && steps.typedAt() === typedAt
  if (incarnation === 0 || !isSame()) return err({ kind: 'held', message: 'the pane changed' })
  steps.claim()
  const line = plain(text).trim()
  // Gemini CLI takes the key that submits for a line break until 40 ms after a paste, and knows that they are over only when
  // it has drawn once more, however late that is. So the last character comes as a key, and is waited for as well.
  const pieces = [`\u001b[200~${line.slice(0, -1)}\u001b[201~`, line.slice(-1)]
  try {
    for (const [at, keys] of pieces.entries()) {
      const drawn = whenDrawn(at === 0 ? line.slice(0, -1) : line.slice(-1), steps)
      await host.write(terminalId, keys)
      // A program that is busy would read the next key together with this, and take it for a part of it.
      if (!(await drawn)) return inDoubt('the program did not draw what was typed')
      await delay(clock, pasteSettleMs)
      if (!isSame()) return inDoubt('somebody typed into the pane while the wake was written')
    }
    await host.write(terminalId, steps.submit)
    return ok('begun')
  } catch (error) {
    return inDoubt(messageOf(error))
  }
}

/** Resolves with true when the beginning of the text stands on the screen; with false when it does not in time. */
function whenDrawn(text: string, { output, clock }: PasteSteps): Promise<boolean> {
  const beginning = bare(text).slice(0, drawnChars)
  return new Promise((resolve) => {
    let seen = ''
    const done = (is: boolean): void => {
      late.dispose()
      watch.dispose()
      resolve(is)
    }
    const late = clock.after(pasteDrawnWithinMs, () => done(false))
    const watch = output((piece) => {
      seen += piece
      if (bare(seen).includes(beginning)) done(true)
    })
  })
}

const drawnChars = 16 // of the first line, whatever the width

/** What is drawn, without codes and gaps: a program may move the cursor instead of writing a space. */
const bare = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  text.replaceAll(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b\[[0-9;?<>=]*[A-Za-z]|[\u0000-\u0020]/g, '')

const inDoubt = (message: string): WakeOutcome => err({ kind: 'failed', message })

/** One line, without anything a terminal program would take for a key or the end of the paste. */
// oxlint-disable-next-line no-control-regex -- they are what is removed
const plain = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
