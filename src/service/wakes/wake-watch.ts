import type { RunId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { wakeRetryBaseMs } from '../../shared/limits.ts'
import { describeError, type Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import type { Store, Transaction } from '../store/store.ts'
import { considerRun, decideForRun } from './consider-run.ts'
import type { WakeSettings } from './wake-settings.ts'

/** After these events a run may have to be woken. Any other leaves things as they are. */
const triggers: ReadonlySet<string> = new Set([
  'new_message',
  'message_released',
  'run_succeeded',
  'run_failed',
  'run_errored',
  'run_cancelled',
  'run_blocked',
  'wake_armed',
  'wakes_switched',
  'run_relocated',
])

/**
 * Asks for each remote run whether its mail wakes it, after each event that could change the answer. Nothing is kept
 * here that matters: after a start every run with mail is asked for once, so a service that was killed goes on.
 */
export class WakeWatch implements Disposable {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #settings: () => WakeSettings
  readonly #dirty = new Set<RunId>()
  readonly #waits = new Map<RunId, number>()
  readonly #listening: Disposable
  #timer: { readonly at: number; readonly timer: Disposable } | null = null
  #isWorking = false
  #isOver = false

  constructor(store: Store, clock: Clock, log: Log, settings: () => WakeSettings) {
    this.#store = store
    this.#clock = clock
    this.#log = log
    this.#settings = settings
    this.#listening = store.onCommitted(({ events }) => {
      for (const event of events) if (triggers.has(event.type)) this.#dirty.add(event.runId)
      this.#work()
    })
  }

  /** Asks for all that waits: since before this process, or since before the settings were others. */
  readonly begin = (): void => {
    for (const runId of this.#store.read((tx) => tx.wakes.withMail())) this.#dirty.add(runId)
    this.#work()
  }

  dispose(): void {
    this.#isOver = true
    this.#listening.dispose()
    this.#timer?.timer.dispose()
  }

  #work(): void {
    if (this.#dirty.size === 0 || this.#isWorking || this.#isOver) return
    this.#isWorking = true
    void this.#drain().finally(() => {
      this.#isWorking = false
      this.#work() // what came between the last look and here
    })
  }

  async #drain(): Promise<void> {
    await Promise.resolve() // the commit that told us is told to everybody else first
    while (!this.#isOver) {
      const [runId] = this.#dirty
      if (runId === undefined) return this.#plan()
      this.#dirty.delete(runId)
      await this.#consider(runId)
    }
    this.#dirty.clear()
  }

  async #consider(runId: RunId): Promise<void> {
    this.#waits.delete(runId)
    try {
      const settings = this.#settings()
      if (!this.#store.read((tx) => isWorthAChange(tx, runId, settings))) return
      const until = await this.#store.change((tx) => considerRun(tx, runId, settings))
      if (until !== null) this.#waits.set(runId, until)
    } catch (error) {
      if (this.#isOver) return
      await this.#failed(runId, error)
    }
  }

  /** A refusal counts as a failed wake and is visible; anything else (a full disk) is asked again. */
  async #failed(runId: RunId, error: unknown): Promise<void> {
    this.#log({ level: 'error', event: 'wake-failed', run_id: runId, error: describeError(error) })
    this.#waits.set(runId, this.#clock.now() + wakeRetryBaseMs)
    if (!(error instanceof Refusal)) return
    try {
      await this.#store.change((tx) => {
        const run = tx.runs.find(runId)
        if (run === null) return
        const failures = tx.wakes.book(runId).failures + 1
        tx.wakes.change(run, { failures, lastFailedAt: tx.now, lastError: messageOf(error) })
      })
    } catch (second) {
      this.#log({ level: 'error', event: 'wake-failed', run_id: runId, error: describeError(second) })
    }
  }

  /** One timer for all that waits, none when nothing does. */
  #plan(): void {
    const at = Math.min(...this.#waits.values())
    if (this.#timer?.at === at) return
    this.#timer?.timer.dispose()
    this.#timer = null
    if (!Number.isFinite(at) || this.#isOver) return
    const due = (): void => {
      this.#timer = null
      const now = this.#clock.now()
      for (const [runId, until] of this.#waits) if (until <= now) this.#dirty.add(runId)
      if (this.#dirty.size === 0) return this.#plan()
      this.#work()
    }
    // Never longer than a minute: a machine that slept has a clock that jumped, and a timer that did not.
    const timer = this.#clock.after(Math.min(Math.max(1, at - this.#clock.now()), 60_000), due)
    this.#timer = { at, timer }
  }
}

/** Most events lead to nothing new: those cost a look and no write, and a local run's not even that. */
function isWorthAChange(tx: Transaction, runId: RunId, settings: WakeSettings): boolean {
  if (tx.runs.location(runId) !== 'REMOTE') return false
  const found = decideForRun(tx, runId, settings, 'by-event')
  if (found === null) return false
  const because = 'because' in found.decision ? found.decision.because : null
  const { last } = tx.wakes.book(runId)
  if (found.decision.kind === 'wait' || found.decision.kind === 'follow-up') return true
  if (because === 'nothing-waits') return last !== null && last.because !== 'nothing-waits'
  return last?.kind !== found.decision.kind || last.because !== because
}
