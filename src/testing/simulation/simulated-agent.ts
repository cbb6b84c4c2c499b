import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { MessageId } from '../../shared/domain/ids.ts'
import type { HarnessSignal } from '../../shared/domain/signal.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import { mailboxContextChars } from '../../shared/limits.ts'
import type { Random } from './random.ts'

/** What was seen of one agent, for the laws. */
export type AgentLedger = {
  /** Each message as often as it stood in the context of one process. */
  readonly shown: Map<string, number>
  mostWriters: number
  starts: number
}

/**
 * An agent as its harness would be: a process that takes its mail by hooks, works, ends its turn, idles or exits, and may
 * die at any step. Signals that the service does not get are kept and told later, as the hook's spool does.
 */
export class SimulatedAgent {
  readonly ledger: AgentLedger = { shown: new Map(), mostWriters: 0, starts: 0 }
  readonly unsent: { readonly key: string; readonly signal: HarnessSignal }[] = []
  readonly #parts
  #incarnation = 0
  #isAlive = false
  #isIdle = false
  #writers = 0
  #reported = 0
  onExit: (incarnation: number, isGoodEnd: boolean) => void = () => {}

  constructor(parts: {
    readonly conversation: () => Conversation
    readonly client: ApiClient
    readonly clock: Clock
    readonly random: Random
    readonly crashes: () => number
  }) {
    this.#parts = parts
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  get incarnation(): number {
    return this.#incarnation
  }

  /** A process resumes the session; refused while one lives, as the pty host refuses it. */
  spawn(): boolean {
    if (this.#isAlive) return false
    this.unsent.length = 0 // what an earlier process could not tell is over; its end was told
    this.#incarnation += 1
    this.#isAlive = true
    this.#isIdle = false
    this.#writers += 1
    this.ledger.starts += 1
    this.ledger.mostWriters = Math.max(this.ledger.mostWriters, this.#writers)
    void this.#live(this.#incarnation)
    return true
  }

  /** One line in the wake pipe; without a waiter nothing happens. */
  rouse(): boolean {
    if (!this.#isAlive || !this.#isIdle) return false
    this.#isIdle = false
    void this.#turns(this.#incarnation)
    return true
  }

  kill(isGoodEnd = false): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    this.#writers -= 1
    this.onExit(this.#incarnation, isGoodEnd)
  }

  async #live(incarnation: number): Promise<void> {
    if (!(await this.#step(incarnation, 300, 3_000))) return
    await this.#turns(incarnation)
  }

  /** One turn, and what the Stop hook lets it go on with. */
  async #turns(incarnation: number): Promise<void> {
    const session_id = this.#session
    await this.#report({ kind: 'turn-began', session_id })
    await this.#takeMail(incarnation)
    for (let tool = this.#parts.random.between(0, 3); tool > 0; tool -= 1) {
      if (!(await this.#step(incarnation, 50, 5_000))) return
      await this.#takeMail(incarnation)
    }
    if (!(await this.#step(incarnation, 10, 500))) return
    if (await this.#takeMail(incarnation)) {
      if (!(await this.#step(incarnation, 50, 2_000))) return
    }
    if (!this.#lives(incarnation)) return
    await this.#report({ kind: 'turn-ended', session_id, has_background_work: false })
    if (!this.#lives(incarnation)) return
    if (this.#parts.random.chance(0.5)) this.#isIdle = true
    else {
      await this.#report({ kind: 'session-ended', session_id, reason: 'other' })
      if (this.#lives(incarnation)) this.kill(true)
    }
  }

  get #session() {
    const { session } = this.#parts.conversation()
    if (session === null) throw new Error('a simulated agent has a session')
    return session
  }

  #lives(incarnation: number): boolean {
    return this.#isAlive && this.#incarnation === incarnation
  }

  /** Time passes; the process may die in it. False when this process lives no more. */
  async #step(incarnation: number, least: number, most: number): Promise<boolean> {
    const { clock, random, crashes } = this.#parts
    await delay(clock, random.between(least, most))
    if (this.#lives(incarnation) && random.chance(crashes())) this.kill()
    return this.#lives(incarnation)
  }

  /** What a hook does: take, print, say shown (repeated within its bound). True when something was printed. */
  async #takeMail(incarnation: number): Promise<boolean> {
    const { client } = this.#parts
    const params = { run_id: this.#parts.conversation().runId }
    const body = { session_id: this.#session, max_chars: mailboxContextChars }
    const taken = await client.call('takeMailbox', { params, body })
    if (!taken.ok || taken.value.messages.length === 0 || !this.#lives(incarnation)) return false
    for (const { message_id } of taken.value.messages) this.#show(incarnation, message_id)
    while (this.#lives(incarnation)) {
      const shown = await client.call('shownMailbox', { params, body: { claim_id: taken.value.claim_id } })
      if (shown.ok) break
      await delay(this.#parts.clock, 100)
    }
    return true
  }

  #show(incarnation: number, id: MessageId): void {
    const key = `${incarnation}:${id}`
    this.ledger.shown.set(key, (this.ledger.shown.get(key) ?? 0) + 1)
  }

  async #report(signal: HarnessSignal): Promise<void> {
    this.#reported += 1
    this.unsent.push({ key: `${this.#session}:${this.#reported}`, signal })
    await this.sendUnsent()
  }

  /** In their order, each under its own key; the first that fails keeps the rest. */
  async sendUnsent(): Promise<void> {
    const params = { run_id: this.#parts.conversation().runId }
    for (let next = this.unsent[0]; next; next = this.unsent[0]) {
      const { key: idempotencyKey, signal } = next
      const told = await this.#parts.client.call('reportSignal', { params, body: { signal }, idempotencyKey })
      if (!told.ok && (told.error.kind !== 'refused' || told.error.retryable)) return
      if (this.unsent[0] === next) this.unsent.shift()
    }
  }
}
