import type { PtyHost } from '../../shared/contract/host.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { ProgramProgress, ProgramSignal } from '../../shared/domain/program-signal.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'

/** A program asks for a person's attention (OSC 9, 777). */
export type ProgramNotification = {
  readonly terminalId: TerminalId
  readonly title: string
  readonly body: string
}

type Host = Pick<PtyHost, 'onSignal' | 'onBell' | 'onExited'>

/** What programs tell besides their output: how far they are, that they rang, and what they want a person to know. */
export class TerminalSignals implements Disposable {
  /** Whether it stands in the tab that is shown. */
  readonly isShown: (terminalId: TerminalId) => boolean
  readonly #owned = new Disposables()
  readonly #progress = new Map<TerminalId, ProgramProgress>()
  readonly #rung = new Set<TerminalId>()
  readonly #changed = new Emitter<void>()
  readonly #notified = new Emitter<ProgramNotification>()

  /** Something the window shows is another one now. */
  readonly onChanged = this.#changed.event
  /** For whoever shows notifications. */
  readonly onNotified = this.#notified.event

  /** `isShown`: a terminal that is looked at needs no mark. */
  constructor(options: { readonly isShown: (terminalId: TerminalId) => boolean }) {
    this.isShown = options.isShown
  }

  /** Listens to the host; called once, when it first answers. */
  use(host: Host): void {
    this.#owned.add(host.onSignal(({ terminalId, signal }) => this.#take(terminalId, signal)))
    this.#owned.add(host.onBell(({ terminalId }) => this.#ring(terminalId)))
    this.#owned.add(host.onExited(({ terminalId }) => this.#setProgress(terminalId, null))) // a program that is gone gets no further
  }

  progress(terminalId: TerminalId): ProgramProgress | null {
    return this.#progress.get(terminalId) ?? null
  }

  /** Whether it rang while nobody looked. */
  hasRung(terminalId: TerminalId): boolean {
    return this.#rung.has(terminalId)
  }

  /** Somebody looks at other terminals now: what they see is no news any more. */
  looked(): void {
    const before = this.#rung.size
    for (const terminalId of this.#rung) if (this.isShown(terminalId)) this.#rung.delete(terminalId)
    if (this.#rung.size !== before) this.#changed.fire()
  }

  dispose(): void {
    this.#owned.dispose()
  }

  #take(terminalId: TerminalId, signal: ProgramSignal): void {
    if (signal.kind === 'progress') return this.#setProgress(terminalId, signal.progress)
    const { title, body } = signal
    this.#ring(terminalId)
    this.#notified.fire({ terminalId, title, body })
  }

  #ring(terminalId: TerminalId): void {
    if (this.isShown(terminalId) || this.#rung.has(terminalId)) return
    this.#rung.add(terminalId)
    this.#changed.fire()
  }

  #setProgress(terminalId: TerminalId, progress: ProgramProgress | null): void {
    const before = this.#progress.get(terminalId) ?? null
    if (before?.state === progress?.state && before?.share === progress?.share) return
    if (progress) this.#progress.set(terminalId, progress)
    else this.#progress.delete(terminalId)
    this.#changed.fire()
  }
}
