import type { TerminalExited } from '../shared/contract/host.ts'
import type { ProgramSignal } from '../shared/domain/program-signal.ts'
import type { TerminalId } from '../shared/domain/ids.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { signalsPerSecondMax, titleCharsMax } from '../shared/limits.ts'
import { bellIntervalMs, titleCoalesceMs } from '../shared/terminal-limits.ts'

/** The host's feeds, told to every client. */
export type HostFeeds = {
  readonly exited: (exited: TerminalExited) => void
  readonly titleChanged: (value: { readonly terminalId: TerminalId; readonly title: string }) => void
  readonly directoryChanged: (value: { readonly terminalId: TerminalId; readonly cwd: string }) => void
  readonly signalled: (value: { readonly terminalId: TerminalId; readonly signal: ProgramSignal }) => void
  readonly bell: (value: { readonly terminalId: TerminalId }) => void
}

/** A terminal's title, directory and bell, told no more often than anybody can notice. */
export class Announcements implements Disposable {
  readonly #id: TerminalId
  readonly #clock: Clock
  readonly #feeds: HostFeeds
  #title: string
  #toldTitle: string
  #titleTimer: Disposable | null = null
  #rangAt = Number.NEGATIVE_INFINITY
  #signalsSince = Number.NEGATIVE_INFINITY
  #signals = 0

  constructor(options: {
    readonly id: TerminalId
    readonly clock: Clock
    readonly feeds: HostFeeds
    readonly title: string
  }) {
    this.#id = options.id
    this.#clock = options.clock
    this.#feeds = options.feeds
    this.#title = options.title
    this.#toldTitle = options.title
  }

  get title(): string {
    return this.#title
  }

  titled(title: string): void {
    this.#title = title.slice(0, titleCharsMax)
    if (this.#titleTimer) return
    this.#tellTitle()
    this.#titleTimer = this.#clock.after(titleCoalesceMs, () => {
      this.#titleTimer = null
      this.#tellTitle()
    })
  }

  rang(): void {
    const now = this.#clock.now()
    if (now - this.#rangAt < bellIntervalMs) return
    this.#rangAt = now
    this.#feeds.bell({ terminalId: this.#id })
  }

  /** The first ones of a second: a program that tells more says nothing. */
  signalled(signal: ProgramSignal): void {
    const now = this.#clock.now()
    if (now - this.#signalsSince >= 1_000) {
      this.#signalsSince = now
      this.#signals = 0
    }
    this.#signals += 1
    if (this.#signals <= signalsPerSecondMax) this.#feeds.signalled({ terminalId: this.#id, signal })
  }

  dispose(): void {
    this.#titleTimer?.dispose()
  }

  #tellTitle(): void {
    if (this.#title === this.#toldTitle) return
    this.#toldTitle = this.#title
    this.#feeds.titleChanged({ terminalId: this.#id, title: this.#title })
  }
}
