import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { pauseAskedFor } from '../../shared/domain/backoff.ts'
import { decideWake, type WakeDecision, type WakeFacts, type WakePolicy } from '../../shared/domain/wake.ts'
import { describeDecision, describeFacts } from '../../shared/domain/wake-reason.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { err, type Result } from '../../shared/kernel/result.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { askAgainMaxMs, sessionHeldAgainMs } from '../../shared/limits.ts'
import { HeldWakes } from './held-wakes.ts'

/**
 * How an act went: `begun` is confirmed by a turn that begins, `done` by itself. `held` is no failure: the facts changed
 * before anything was done. `refused` will not go better by itself: a person decides.
 */
export type WakeOutcome = Result<
  'begun' | 'done',
  {
    readonly kind: 'failed' | 'refused' | 'held'
    readonly message: string
    /** Whoever refused it asked not to be asked again before. */
    readonly retryAfterMs?: number | null
  }
>

/** What the waker needs done; the doing is elsewhere, so that the waker can be tested with a script. */
export type WakeActs = {
  /** An error when the facts cannot be had now (the service is away, or asks to wait); asked again a little later. */
  readonly gatherFacts: (id: ConversationId) => Promise<Result<GatheredFacts, NotNow>>
  readonly rouse: (conversation: Conversation, reason: string) => Promise<WakeOutcome>
  readonly paste: (conversation: Conversation, from: readonly string[]) => Promise<WakeOutcome>
  readonly resume: (
    conversation: Conversation,
    decision: WakeDecision & { kind: 'resume' },
    reason: string,
    isAsked: boolean,
  ) => Promise<WakeOutcome>
  readonly followUp: (
    conversation: Conversation,
    decision: WakeDecision & { kind: 'follow-up' },
  ) => Promise<WakeOutcome>
  readonly conversation: (id: ConversationId) => Conversation | null
  /** Keeps what the decision was and how it went; durable. */
  readonly record: (id: ConversationId, note: WakeNote) => void
}

/** The facts that others know; who wakes and who was asked for, the waker knows itself. */
export type GatheredFacts = Omit<WakeFacts, 'isWakeUnderWay' | 'othersWaking' | 'isAsked'>

/** Why there are no facts: nobody answered, or whoever did asked to be left alone for so long. */
export type NotNow = { readonly retryAfterMs: number | null }

/** A wake that came to nothing, one that a person must decide on, or a turn that failed after its wake went well. */
export type FailedWhat = 'wake' | 'wake-for-good' | 'turn'

export type WakeNote =
  | {
      readonly kind: 'decided'
      readonly decision: WakeDecision
      readonly reason: string
      /** What it was decided on, in a line. */
      readonly facts: string
    }
  | {
      readonly kind: 'begun'
      readonly at: number
      readonly reason: string
      readonly upTo: number
      readonly facts: string
    }
  /** A wake is about to be typed into a pane: stored before a key is written, until a turn begins. */
  | { readonly kind: 'paste-claimed' }
  | { readonly kind: 'turn-began' }
  | {
      readonly kind: 'failed'
      readonly at: number
      readonly message: string
      readonly what: FailedWhat
      readonly retryAfterMs?: number | null
    }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'forgiven' }

export type WakerOptions = {
  readonly acts: WakeActs
  readonly policy: WakePolicy & { readonly confirmMs: number }
  readonly clock: Clock
}

/** Facts -> decision -> act, one conversation at a time, one timer each. Confirmed by the turn that begins. */
export class Waker implements Disposable {
  readonly #options: WakerOptions
  readonly #timers = new Map<ConversationId, Disposable>()
  readonly #underWay = new Map<ConversationId, Disposable>()
  readonly #considering = new Map<ConversationId, { again: boolean }>()
  readonly #held: HeldWakes
  readonly #asked = new Set<ConversationId>()
  readonly #countedFailures = new Set<ConversationId>()
  #isPaused = true
  readonly #changed = new Emitter<void>()
  /** Somebody began or stopped waking or waiting. */
  readonly onChanged = this.#changed.event

  constructor(options: WakerOptions) {
    this.#options = options
    const { atOnceMax } = options.policy
    this.#held = new HeldWakes({ atOnceMax, underWay: this.#underWay, consider: (id) => this.consider(id) })
  }

  /** Nothing is woken before the restore has put everything back in its place. */
  start(): void {
    this.#isPaused = false
  }

  isWaking(id: ConversationId): boolean {
    return this.#underWay.has(id)
  }

  isWaiting(id: ConversationId): boolean {
    return this.#timers.has(id)
  }

  /** Asks once more what is to be done for a conversation. Cheap to call; runs of calls become one. */
  async consider(id: ConversationId): Promise<void> {
    const running = this.#considering.get(id)
    if (running) {
      running.again = true
      return
    }
    const state = { again: true }
    this.#considering.set(id, state)
    try {
      while (state.again) {
        state.again = false
        await this.#considerOnce(id)
      }
    } finally {
      this.#considering.delete(id)
    }
  }

  /** A person decided: failures and caps so far do not count, and what a person stopped goes on. */
  async considerAfresh(id: ConversationId): Promise<void> {
    this.#options.acts.record(id, { kind: 'forgiven' })
    this.#asked.add(id)
    await this.consider(id)
  }

  /** The harness reported that a turn began: the wake is over. Whether it did any good, the turn's end tells. */
  turnBegan(id: ConversationId): void {
    this.#countedFailures.delete(id) // what fails from here on is this turn
    this.#options.acts.record(id, { kind: 'turn-began' })
    if (this.#underWay.has(id)) this.#end(id)
  }

  /** A turn or an execution ended well: failures before it do not count any more. */
  turnSucceeded(id: ConversationId): void {
    this.#options.acts.record(id, { kind: 'succeeded' })
  }

  /** A turn or an execution failed; its mail is back. Waking it again at once would fail again. */
  turnFailed(id: ConversationId, message: string): void {
    if (this.#countedFailures.delete(id)) return // the end of its process was counted already
    this.#fail(id, message, 'turn')
  }

  /**
   * The process ended. A bad end before the turn began is a failed wake, whose messages were never taken; a good end is
   * none: a short turn may be over before its beginning was heard of.
   */
  processEnded(id: ConversationId, isGoodEnd: boolean, because: string): void {
    if (!this.#underWay.has(id)) return void this.consider(id)
    if (isGoodEnd) {
      this.#end(id)
      return void this.consider(id)
    }
    this.#countedFailures.add(id)
    this.#fail(id, because)
  }

  dispose(): void {
    this.#isPaused = true
    for (const timer of [...this.#timers.values(), ...this.#underWay.values()]) timer.dispose()
  }

  async #considerOnce(id: ConversationId): Promise<void> {
    const { acts, policy, clock } = this.#options
    const conversation = acts.conversation(id)
    if (this.#isPaused || !conversation) return
    this.#timers.get(id)?.dispose()
    this.#timers.delete(id)
    this.#held.delete(id)
    const gathered = await acts.gatherFacts(id)
    if (this.#isPaused) return
    if (!gathered.ok) {
      const { retryAfterMs } = gathered.error
      const pauseMs = pauseAskedFor(policy.retryBaseMs, retryAfterMs, policy.retryAfterCapMs)
      return this.#askAgain(id, clock.now() + pauseMs)
    }
    // From here to the act nothing is awaited: who wakes is counted at the moment of the decision.
    const facts = { ...gathered.value, ...this.#others(id), isAsked: this.#asked.delete(id) }
    const decision = decideWake(facts, policy, clock.now())
    const reason = describeDecision(decision, facts, clock.now())
    const told = { reason, facts: describeFacts(facts, clock.now()) }
    acts.record(id, { kind: 'decided', decision, ...told })
    const from = facts.pending.map((message) => message.from)
    switch (decision.kind) {
      case 'deliver':
        if (decision.how === 'next-boundary') return
        return this.#act(conversation, { ...told, upTo: decision.upTo }, () =>
          decision.how === 'rouse' ? acts.rouse(conversation, reason) : acts.paste(conversation, from),
        )
      case 'resume':
        return this.#act(conversation, { ...told, upTo: decision.upTo }, () =>
          acts.resume(conversation, decision, reason, facts.isAsked),
        )
      case 'follow-up':
        return this.#act(conversation, { ...told, upTo: decision.upTo }, () =>
          acts.followUp(conversation, decision),
        )
      case 'wait':
        return this.#askAgain(id, decision.until)
      case 'hold':
        if (decision.because === 'others-are-waking') this.#held.add(id)
        // Nobody tells when a process that is not ours ends.
        if (decision.because === 'session-held') this.#askAgain(id, clock.now() + sessionHeldAgainMs)
        return
      case 'forget':
        return
    }
  }

  async #act(
    conversation: Conversation,
    told: { readonly reason: string; readonly facts: string; readonly upTo: number },
    act: () => Promise<WakeOutcome>,
  ): Promise<void> {
    const { acts, policy, clock } = this.#options
    const { id } = conversation
    // Under way from before the first step: a turn that begins while the act still returns is its confirmation.
    this.#underWay.set(
      id,
      clock.after(policy.confirmMs, () => this.#fail(id, 'no turn began in time')),
    )
    this.#changed.fire()
    const outcome = await act().catch(broken)
    if (!outcome.ok) {
      if (!this.#underWay.has(id)) return // failed by its process's end already
      if (outcome.error.kind === 'held') return this.#end(id) // the event that changed the facts asks again
      const { kind, message, retryAfterMs = null } = outcome.error
      return this.#fail(id, message, kind === 'refused' ? 'wake-for-good' : 'wake', retryAfterMs)
    }
    acts.record(id, { kind: 'begun', at: clock.now(), ...told })
    if (outcome.value === 'done') {
      this.#end(id)
      void this.consider(id) // newer messages cause the next one
    }
  }

  #askAgain(id: ConversationId, at: number): void {
    const ask = (): void => {
      this.#timers.delete(id)
      void this.consider(id)
    }
    const inMs = Math.min(askAgainMaxMs, Math.max(1, at - this.#options.clock.now()))
    this.#timers.set(id, this.#options.clock.after(inMs, ask))
    this.#changed.fire()
  }

  #fail(
    id: ConversationId,
    message: string,
    what: FailedWhat = 'wake',
    retryAfterMs: number | null = null,
  ): void {
    this.#end(id)
    this.#options.acts.record(id, {
      ...{ kind: 'failed', at: this.#options.clock.now(), message, what, retryAfterMs },
    })
    void this.consider(id)
  }

  #end(id: ConversationId): void {
    this.#underWay.get(id)?.dispose()
    this.#underWay.delete(id)
    this.#changed.fire()
    this.#held.letGo()
  }

  #others(id: ConversationId): { isWakeUnderWay: boolean; othersWaking: number } {
    const isWakeUnderWay = this.#underWay.has(id)
    return { isWakeUnderWay, othersWaking: this.#underWay.size - (isWakeUnderWay ? 1 : 0) }
  }
}

/** An act that threw is a fault of ours or of what it stands on; the child's wake failed all the same, visibly. */
const broken = (error: unknown): WakeOutcome => err({ kind: 'failed', message: messageOf(error) })
