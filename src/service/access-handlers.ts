import { apiBase } from '../shared/contract/api/api-base.ts'
import { ticketMs } from '../shared/limits.ts'
import type { HandlersOf } from './handler.ts'
import type { Tickets } from './http/tickets.ts'
import { Refusal } from './refusal.ts'
import { livingRun } from './runs/known-run.ts'
import { wireTime, wireTimeOrNull } from './wire-time.ts'
import type { StoredWorkerToken } from './store/rows.ts'
import { hashToken, newToken } from './tokens.ts'

type Subject = 'issueToken' | 'issueWorkerToken' | 'listWorkerTokens' | 'revokeWorkerToken' | 'issueTicket'

/** Tokens and tickets: made here, shown once, stored as hashes. */
export const accessHandlers = (tickets: Tickets): HandlersOf<Subject> => ({
  issueToken: ({ tx, params, body }) => {
    const token = newToken()
    const expiresAt = endOf(tx.now, body?.expires_in_seconds)
    tx.tokens.insert(hashToken(token), livingRun(tx, params.run_id).runId, expiresAt ?? undefined)
    return { token, expires_at: wireTimeOrNull(expiresAt) }
  },

  issueWorkerToken: ({ tx, body }) => {
    const token = newToken()
    const made = { tokenId: tx.newId(), name: body.name, expiresAt: endOf(tx.now, body.expires_in_seconds) }
    tx.workerTokens.insert(hashToken(token), made)
    return { ...tokenItem({ ...made, issuedAt: tx.now, revokedAt: null }), token }
  },

  listWorkerTokens: ({ tx }) => ({ tokens: tx.workerTokens.list().map(tokenItem) }),

  revokeWorkerToken: ({ tx, params }) => {
    if (!tx.workerTokens.revoke(params.token_id))
      throw new Refusal('resource_not_found', `no token ${params.token_id}`)
  },

  issueTicket: ({ caller, body }) => {
    const { ticket, expiresAt } = tickets.issue(caller.credential, `${apiBase}${body.path}`, 'once', ticketMs)
    return { ticket, expires_at: wireTime(expiresAt) }
  },
})

const endOf = (now: number, seconds: number | undefined): number | null =>
  seconds === undefined ? null : now + seconds * 1_000

const tokenItem = (token: StoredWorkerToken) => ({
  token_id: token.tokenId,
  name: token.name,
  issued_at: wireTime(token.issuedAt),
  expires_at: wireTimeOrNull(token.expiresAt),
  revoked_at: wireTimeOrNull(token.revokedAt),
})
