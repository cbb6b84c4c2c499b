import type { PtyHost, TerminalSummary } from '../../shared/contract/host.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'

/** A process that is gone, seen or found out later; then with exit code -1. */
export type Exit = {
  readonly terminalId: TerminalId
  readonly incarnation: number
  readonly exitCode: number
  readonly signal: number | null
}

export type TerminalFact = 'alive' | 'ended' | 'none' | 'unknown'

type Known = Pick<TerminalSummary, 'isAlive' | 'pid' | 'incarnation' | 'cwd'>

/** What main knows of the terminals in the pty host. While the host cannot be asked, everything is unknown, nothing dead. */
export class Terminals {
  readonly #disposables = new Disposables()
  #host: PtyHost | null = null
  /** What was known when the host was lost: a process that is gone afterwards has ended. */
  #beforeLoss: ReadonlyMap<TerminalId, { readonly isAlive: boolean; readonly incarnation: number }> | null =
    null
  #summaries: Map<TerminalId, Known> | null = null
  readonly #exited = new Emitter<Exit>()
  readonly onExited = this.#exited.event
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event
  readonly #known = new Emitter<void>()
  /** The host has told of all terminals: when it first answers, and whenever it is back. */
  readonly onKnown = this.#known.event

  get host(): PtyHost | null {
    return this.#host
  }

  /** The host, as soon as it answers; null when it does not within `milliseconds`. */
  whenHost(clock: Clock, milliseconds: number): Promise<PtyHost | null> {
    if (this.#host) return Promise.resolve(this.#host)
    return new Promise((resolve) => {
      const waiting = new Disposables()
      const end = (host: PtyHost | null): void => {
        waiting.dispose()
        resolve(host)
      }
      waiting.add(clock.after(milliseconds, () => end(null)))
      waiting.add(this.#changed.event(() => this.#host && end(this.#host)))
    })
  }

  /** Connects the book to a host; called once, when the host first answers. */
  async use(host: PtyHost): Promise<void> {
    this.#host = host
    this.#disposables.add(
      host.onExited((exit) => {
        const known = this.#summaries?.get(exit.terminalId)
        // A late word about an earlier process says nothing about the one that runs now.
        if (known && known.incarnation > exit.incarnation) return
        const { incarnation } = exit
        this.#summaries?.set(exit.terminalId, {
          isAlive: false,
          pid: null,
          incarnation,
          cwd: known?.cwd ?? null,
        })
        this.#exited.fire(exit)
        this.#changed.fire()
      }),
    )
    this.#disposables.add(
      host.onDirectoryChanged(({ terminalId, cwd }) => {
        const known = this.#summaries?.get(terminalId)
        if (known) this.#summaries?.set(terminalId, { ...known, cwd })
      }),
    )
    this.#disposables.add(
      host.onConnectionChanged((connection) => {
        if (connection.kind === 'connected') return void this.refresh().catch(() => {}) // lost again: the next connection asks anew
        this.#beforeLoss = this.#summaries ?? this.#beforeLoss
        this.#summaries = null
        this.#changed.fire()
      }),
    )
    await this.refresh()
  }

  /** Asks the host for all terminals. What died while nobody listened is told as an exit. */
  async refresh(): Promise<void> {
    if (!this.#host) return
    const before = this.#summaries ?? this.#beforeLoss
    const list = await this.#host.list()
    const now = new Map(list.map((one) => [one.terminalId, one]))
    this.#summaries = new Map(list.map((one) => [one.terminalId, pick(one)]))
    for (const [terminalId, { isAlive, incarnation }] of before ?? []) {
      const one = now.get(terminalId)
      if (!isAlive || one?.isAlive) continue
      const { exitCode, signal } = one?.exit ?? { exitCode: -1, signal: null }
      this.#exited.fire({ terminalId, incarnation: one?.incarnation ?? incarnation, exitCode, signal })
    }
    this.#changed.fire()
    this.#known.fire()
  }

  fact(terminalId: TerminalId | null): TerminalFact {
    if (terminalId === null) return 'none'
    if (this.#summaries === null) return 'unknown'
    const known = this.#summaries.get(terminalId)
    if (!known) return 'none'
    return known.isAlive ? 'alive' : 'ended'
  }

  /** Which process of the terminal is or was the last; 0 when none is known. */
  incarnation(terminalId: TerminalId): number {
    return this.#summaries?.get(terminalId)?.incarnation ?? 0
  }

  /** Where its program works, as it last said or as it was started; null when that is not known. */
  directory(terminalId: TerminalId): string | null {
    return this.#summaries?.get(terminalId)?.cwd ?? null
  }

  /** The process that runs on it; null when none does or when that is not known. */
  pid(terminalId: TerminalId): number | null {
    return this.#summaries?.get(terminalId)?.pid ?? null
  }

  get living(): readonly TerminalId[] {
    return [...(this.#summaries ?? [])].filter(([, one]) => one.isAlive).map(([id]) => id)
  }

  noteSpawned(terminalId: TerminalId, started: Omit<Known, 'isAlive'>): void {
    const { incarnation } = started
    // A process that ended at once may have been told as ended before its start was.
    if ((this.#summaries?.get(terminalId)?.incarnation ?? 0) >= incarnation) return
    this.#summaries?.set(terminalId, { isAlive: true, ...started })
    this.#changed.fire()
  }

  dispose(): void {
    this.#disposables.dispose()
  }
}

const pick = ({ isAlive, pid, incarnation, cwd }: TerminalSummary): Known => ({
  isAlive,
  pid,
  incarnation,
  cwd,
})
