import { pauseAskedFor } from '../../shared/domain/backoff.ts'
import { decideTurn, type PlaceLook, type TurnFacts } from '../../shared/domain/place-turn.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import { retryAfterCapMs, streamBackoffMs, streamPermanentBackoffMs } from '../../shared/limits.ts'
import { placeFailuresMax, placeLookMs, placeStaleLooksMax } from '../../shared/worker-limits.ts'
import type { Place } from './place.ts'

export type TurnWatch = {
  readonly place: Place
  readonly runId: string
  readonly before: TurnFacts['before']
  readonly clock: Clock
  readonly onLook: (look: PlaceLook, is: 'waiting' | 'working' | 'blocked' | 'stale') => void
  /** Aborted when nobody waits for the turn any more. */
  readonly signal: AbortSignal
}

export type TurnEnd =
  | {
      readonly kind: 'ended'
      readonly as: 'succeeded' | 'failed' | 'errored' | 'cancelled'
      readonly look: PlaceLook
    }
  | { readonly kind: 'did-not-start' }
  | { readonly kind: 'lost'; readonly because: string }
  | { readonly kind: 'aborted' }

/** Looks at a run until its turn has ended: when the place tells of a change, and every few seconds all the same. */
export async function watchTurn(watch: TurnWatch): Promise<TurnEnd> {
  const { place, runId, clock, signal } = watch
  const life = new Disposables()
  const changes = new ChangeBell(clock, signal)
  life.add(place.followChanges(runId, () => changes.ring()))
  let facts: TurnFacts = { before: watch.before, hasWorked: false, staleLooks: 0 }
  let failures = 0
  try {
    while (!signal.aborted) {
      const looked = await place.look(runId)
      if (!looked.ok) {
        failures += 1
        if (looked.error.isPermanent || failures >= placeFailuresMax)
          return { kind: 'lost', because: looked.error.message }
        const step =
          streamBackoffMs[Math.min(failures, streamBackoffMs.length) - 1] ?? streamPermanentBackoffMs
        await changes.wait(pauseAskedFor(step, looked.error.retryAfterMs, retryAfterCapMs))
        continue
      }
      failures = 0
      const decision = decideTurn(facts, looked.value, placeStaleLooksMax)
      if (decision.kind === 'ended') return { ...decision, look: looked.value }
      if (decision.kind === 'did-not-start') return decision
      facts = {
        before: facts.before,
        hasWorked: facts.hasWorked || decision.is === 'working' || decision.is === 'blocked',
        staleLooks: decision.is === 'stale' ? facts.staleLooks + 1 : 0,
      }
      watch.onLook(looked.value, decision.is)
      await changes.wait(placeLookMs)
    }
    return { kind: 'aborted' }
  } finally {
    life.dispose()
  }
}

/** A wait that a change, or the end of interest, cuts short. A change between two waits is not slept through. */
class ChangeBell {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #hasRung = false
  #wake = (): void => {}

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock
    this.#signal = signal
    signal.addEventListener('abort', () => this.ring(), { once: true })
  }

  ring(): void {
    this.#hasRung = true
    this.#wake()
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.#hasRung && !this.#signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = this.#clock.after(milliseconds, resolve)
        this.#wake = () => {
          timer.dispose()
          resolve()
        }
      })
    this.#hasRung = false
    this.#wake = () => {}
  }
}
