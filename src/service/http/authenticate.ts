import type { Caller } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import type { Transaction } from '../store/store.ts'
import { hashToken, isSameHash } from '../tokens.ts'

const bearer = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i

/** The hash of the token in the `Authorization` header; null without one. */
export function tokenHashOf(header: string | undefined): string | null {
  const token = bearer.exec(header ?? '')?.[1]
  return token === undefined ? null : hashToken(token)
}

/** Who stands behind a token; refuses with 401. */
export function callerOf(tx: Transaction, ownerHash: string, hash: string | null): Caller {
  if (hash === null) throw new Refusal('authentication_required', 'Authorization: Bearer <token> is required')
  if (isSameHash(hash, ownerHash)) return { kind: 'owner' }
  const known = tx.tokens.runOf(hash)
  const run = known === null ? null : tx.runs.find(known.runId)
  if (known === null || run === null) throw new Refusal('authentication_required', 'the token is not valid')
  if (known.isRevoked || run.isKilled)
    throw new Refusal(
      'authentication_required',
      `the token of run ${run.runId} has ended with its process or its run`,
    )
  return { kind: 'run', run }
}

/** Whose answers and streams these are. */
export const subjectOf = (caller: Caller): string => (caller.kind === 'owner' ? 'owner' : caller.run.runId)
