import type { Credential } from '../caller.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { ticketsMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import { hashToken, newToken } from '../tokens.ts'

type Held = {
  readonly credential: Credential
  readonly path: string
  readonly expiresAt: number
  readonly use: 'once' | 'until-it-expires'
}
export type Ticket = { readonly ticket: string; readonly expiresAt: number }

/**
 * Tickets that stand for a token in the address of one request. They live in memory only: after a restart one asks for
 * another. Whoever shows one is looked at as the token's holder would be, so a revoked token's tickets are worth nothing.
 */
export class Tickets {
  readonly #clock: Clock
  readonly #held = new Map<string, Held>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  issue(credential: Credential, path: string, use: Held['use'], milliseconds: number): Ticket {
    const now = this.#clock.now()
    for (const [hash, { expiresAt }] of this.#held) if (expiresAt <= now) this.#held.delete(hash)
    if (this.#held.size >= ticketsMax)
      throw new Refusal('resource_unavailable', 'too many tickets are unused', { retryAfterSeconds: 30 })
    const ticket = newToken()
    const expiresAt = now + milliseconds
    this.#held.set(hashToken(ticket), { credential, path, expiresAt, use })
    return { ticket, expiresAt }
  }

  /** The credential it stands for; refuses with 401. */
  redeem(ticket: string, path: string): Credential {
    const hash = hashToken(ticket)
    const held = this.#held.get(hash)
    if (held === undefined || held.path !== path || held.expiresAt <= this.#clock.now())
      throw new Refusal('authentication_required', 'the ticket is not valid here, was used, or has expired')
    if (held.use === 'once') this.#held.delete(hash)
    return held.credential
  }
}
