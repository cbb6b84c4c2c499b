import { rm } from 'node:fs/promises'
import type { TerminalColours } from '../../shared/contract/host.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import {
  screenLargeLines,
  screenSleepMs,
  screenSleepRetryMs,
  scrollbackLines,
} from '../../shared/terminal-limits.ts'
import { decodeCheckpoint } from '../history/checkpoint.ts'
import { HistoryFile, type HistoryStep, type KeptPayloads, type KeptScreen } from '../history/history-file.ts'
import type { HistoryFacts } from '../history/history-format.ts'
import { HistoryKeeper } from '../history/history-keeper.ts'
import { historyPath } from '../history/saved-terminals.ts'
import { setAside } from '../history/set-aside.ts'
import type { Capture } from '../mirror.ts'
import type { ParseTurns } from '../parse-turns.ts'
import { openMirror, type OpenMirror } from './open-mirror.ts'
import type {
  FromScreen,
  ScreenAnswer,
  ScreenQuestion,
  ScreenThreadOptions,
  ToScreen,
} from './screen-messages.ts'

/** What a screen needs of its thread. */
export type ScreenDeps = {
  readonly options: ScreenThreadOptions
  readonly clock: Clock
  readonly turns: ParseTurns
  readonly colours: () => TerminalColours
  readonly tell: (message: FromScreen) => void
  readonly onLargeLetGo?: () => void
  readonly log: (line: string) => void
}

/**
 * One terminal's screen in its thread: a mirror and the history of it. The mirror is made when it is first needed and let
 * go when nothing happens: it is read from the history again, its scrollback only when it has to be (`LinesAbove`).
 */
export class Screen implements Disposable {
  readonly #id: TerminalId
  readonly #deps: ScreenDeps
  readonly #file: HistoryFile
  readonly #keeper: HistoryKeeper
  #facts: HistoryFacts
  #open: OpenMirror | null = null
  #held: ToScreen[] | null = null // what is told while the mirror is made
  #sizeToBe: Size | null = null // when it is woken: nothing on it moves until then
  #waiting: ((open: OpenMirror) => void)[] = [] // for a mirror that is made
  #isFresh: boolean
  #sleepTimer: Disposable | null = null
  #isDisposed = false

  constructor(first: Extract<ToScreen, { readonly kind: 'open' }>, deps: ScreenDeps) {
    const { id } = first
    this.#id = id
    this.#deps = deps
    this.#facts = first.facts
    this.#isFresh = first.isFresh
    const path = historyPath(deps.options.folder, id)
    this.#file = new HistoryFile({ path, terminalId: id, log: deps.log })
    this.#keeper = new HistoryKeeper({
      file: this.#file,
      clock: deps.clock,
      bytesMax: deps.options.bytesMax,
      facts: first.facts,
      isLarge: () => this.#isLarge,
      capture: (use) => this.#whenOpen((open) => captureBoth(open, use)),
      onTrouble: (trouble) => deps.tell({ kind: 'trouble', trouble }),
    })
  }

  /** Takes the next message; everything happens in the order in which it was told. */
  take(message: ToScreen): void {
    if (this.#isDisposed) return
    if (message.kind === 'close') return this.dispose()
    if (this.#held) return void this.#held.push(message)
    if (this.#open) this.#obey(message, this.#open)
    else if (message.kind === 'ask' && message.question.kind === 'forget')
      void this.#forget().then(() => this.#tellDone(message.number))
    else if (message.kind === 'ask' && message.question.kind === 'settle') this.#tellDone(message.number) // it sleeps
    else if (message.kind === 'resize') this.#sizeToBe = message
    else if (isCapture(message)) return void this.#showKept(message)
    else return this.#wakeFor([message])
    this.#sleepLater()
  }

  dispose(): void {
    this.#isDisposed = true
    this.#sleepTimer?.dispose()
    this.#keeper.dispose()
    this.#open?.dispose()
    this.#open = null
    void this.#file.close()
  }

  #obey(message: ToScreen, open: OpenMirror): void {
    if (message.kind === 'feed') {
      this.#keeper.output(message.bytes)
      open.mirror.feed(message.bytes)
    } else if (message.kind === 'resize') {
      if (open.mirror.isFlat) return this.#wakeFor([message], this.#deepen(open))
      this.#sized(message)
      open.mirror.resize(message.cols, message.rows)
    } else if (message.kind === 'facts') {
      this.#facts = message.facts
      this.#keeper.describe(message.facts)
    } else if (message.kind === 'ask') {
      this.#answer(message.question, open, (answer) =>
        this.#deps.tell({ kind: 'answer', number: message.number, answer }),
      )
    }
  }

  #answer(question: ScreenQuestion, open: OpenMirror, tell: (answer: ScreenAnswer) => void): void {
    const { mirror } = open
    if (question.kind === 'capture') mirror.capture(question, tell)
    else if (question.kind === 'picture') mirror.picture(question.scrollback, tell)
    else if (question.kind === 'place') mirror.whenParsed(() => tell(mirror.place))
    else if (question.kind === 'parsed') mirror.whenParsed(() => tell(null))
    else if (question.kind === 'settle') void this.#keeper.settle().then(() => tell(null))
    else void this.#forget().then(() => tell(null))
  }

  #tellDone(number: number): void {
    this.#deps.tell({ kind: 'answer', number, answer: null })
  }

  #whenOpen(act: (open: OpenMirror) => void): void {
    if (this.#open) act(this.#open)
    else this.#waiting.push(act)
  }

  /** A screen that sleeps is shown as it is kept, without making a mirror of it. */
  async #showKept(first: CaptureAsked): Promise<void> {
    const held: ToScreen[] = [first]
    this.#held = held
    const kept = await this.#readKept()
    for (let next = held[0]; kept && next && isCapture(next); next = held[0]) {
      const answer = await decodeCheckpoint(next.question.scrollback === 0 ? kept.front : kept.whole).catch(
        () => null,
      )
      if (answer === null || this.#isDisposed) break // whoever reads it for a mirror says why
      this.#deps.tell({ kind: 'answer', number: next.number, answer })
      held.shift()
    }
    if (this.#isDisposed) return
    if (held[0] && isCapture(held[0])) return this.#wakeFor(held)
    this.#held = null
    for (const one of held) this.take(one)
  }

  async #readKept(): Promise<KeptPayloads | null> {
    const { cols, rows } = this.#facts
    const kept = this.#isFresh ? null : await this.#file.readKept().catch(() => null)
    return kept?.cols === cols && kept.rows === rows ? kept : null
  }

  #wakeFor(messages: ToScreen[], waking = this.#wake()): void {
    this.#held = messages
    void waking.then((open) => {
      if (this.#isDisposed) return open.dispose()
      this.#open = open
      for (const act of this.#waiting.splice(0)) act(open)
      const held = this.#held ?? []
      this.#held = null
      for (const one of held) this.take(one)
    })
  }

  async #wake(): Promise<OpenMirror> {
    const { log, options } = this.#deps
    if (this.#isFresh) await setAside(historyPath(options.folder, this.#id), 'reading it failed', log)
    this.#isFresh = false
    const steps = await this.#file.read().catch((error: unknown) => {
      log(`cannot read the history of terminal ${this.#id}: ${String(error)}`)
      return []
    })
    if (this.#sizeToBe) this.#sized(this.#sizeToBe)
    this.#sizeToBe = null
    return this.#openMirror(steps)
  }

  /** The same mirror with its scrollback in it, whose lines flow anew where the size changes. */
  async #deepen(flat: OpenMirror): Promise<OpenMirror> {
    this.#open = null // what is asked from here on waits for the other one
    const screen = await new Promise<Capture>((resolve) =>
      flat.mirror.capture({ scrollback: scrollbackLines }, resolve),
    )
    flat.dispose()
    return this.#openMirror([{ kind: 'screen', screen }])
  }

  #openMirror(steps: readonly HistoryStep[]): Promise<OpenMirror> {
    const { turns, clock, colours, tell } = this.#deps
    const { cols, rows } = this.#facts
    return openMirror({ steps, size: { cols, rows }, turns, clock, colours, tell })
  }

  #sized({ cols, rows }: Size): void {
    this.#facts = { ...this.#facts, cols, rows }
    this.#keeper.resized(cols, rows)
  }

  #sleepLater(ms = screenSleepMs): void {
    this.#sleepTimer?.dispose()
    this.#sleepTimer = this.#open ? this.#deps.clock.after(ms, () => this.#sleep()) : null
  }

  #sleep(): void {
    if (this.#held || !this.#keeper.isSettled) return this.#sleepLater(screenSleepRetryMs)
    if (this.#isLarge) this.#deps.onLargeLetGo?.()
    this.#open?.dispose()
    this.#open = null
    void this.#file.close()
  }

  get #isLarge(): boolean {
    return (this.#open?.mirror.lines ?? 0) > screenLargeLines
  }

  async #forget(): Promise<void> {
    this.#keeper.dispose()
    await this.#file.close()
    await rm(historyPath(this.#deps.options.folder, this.#id), { force: true })
  }
}

type Size = { readonly cols: number; readonly rows: number }

type CaptureAsked = Extract<ToScreen, { readonly kind: 'ask' }> & {
  readonly question: Extract<ScreenQuestion, { readonly kind: 'capture' }>
}

const isCapture = (message: ToScreen): message is CaptureAsked =>
  message.kind === 'ask' && message.question.kind === 'capture'

/** The screen with and without its scrollback, at one point of its stream. */
function captureBoth({ mirror }: OpenMirror, use: (screen: KeptScreen) => void): void {
  const unread = mirror.unread()
  if (unread) return use(unread) // a flood is not read for its history's sake
  let front: Capture | null = null
  mirror.capture({ scrollback: 0 }, (captured) => (front = captured))
  mirror.capture({ scrollback: scrollbackLines }, (whole) => use({ front, whole }))
}
