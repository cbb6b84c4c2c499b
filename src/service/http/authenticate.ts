import { RunId } from '../../shared/domain/ids.ts'
import type { Caller, Credential } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import type { Transaction } from '../store/store.ts'
import { hashToken, isSameHash } from '../tokens.ts'
import { isHeldBy } from './access.ts'

const bearer = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i

/** Headers that narrow a request to one run: Warp's name for it, and ours. */
const actsAsHeaders = ['x-warp-cloud-agent-id', 'x-reveille-run-id'] as const

/** What the headers show; null without a token. */
export function credentialOf(header: (name: string) => string | undefined): Credential | null {
  const token = bearer.exec(header('authorization') ?? '')?.[1]
  if (token === undefined) return null
  const named = actsAsHeaders.map(header).find((value) => value !== undefined)
  if (named === undefined) return { hash: hashToken(token), actsAs: null }
  const runId = RunId.safeParse(named)
  if (!runId.success) throw new Refusal('invalid_request', `${actsAsHeaders.join(' or ')}: not a run id`)
  return { hash: hashToken(token), actsAs: runId.data }
}

/** Who stands behind a credential; refuses with 401, and with 403 when it may not speak for the run it names. */
export function callerOf(tx: Transaction, ownerHash: string, credential: Credential | null): Caller {
  if (credential === null)
    throw new Refusal('authentication_required', 'Authorization: Bearer <token> is required')
  const caller = holderOf(tx, ownerHash, credential)
  const { actsAs } = credential
  if (actsAs === null || (caller.kind === 'run' && caller.run.runId === actsAs)) return caller
  const run = knownRun(tx, actsAs)
  if (caller.kind === 'run' || (caller.kind === 'worker' && !isHeldBy(tx, caller.tokenId, run)))
    throw new Refusal('not_authorized', `this token does not speak for run ${actsAs}`)
  if (run.isKilled) throw new Refusal('run_killed', `run ${run.runId} (${run.name}) was killed`)
  return { kind: 'run', run, credential }
}

function holderOf(tx: Transaction, ownerHash: string, credential: Credential): Caller {
  const { hash } = credential
  if (isSameHash(hash, ownerHash)) return { kind: 'owner', credential }
  const worker = tx.workerTokens.find(hash)
  if (worker !== null) {
    refuseOver(tx.now, worker, `worker token ${worker.name}`)
    return { kind: 'worker', tokenId: worker.tokenId, credential }
  }
  const known = tx.tokens.runOf(hash)
  const run = known === null ? null : tx.runs.find(known.runId)
  if (known === null || run === null) throw new Refusal('authentication_required', 'the token is not valid')
  if (known.isRevoked || run.isKilled)
    throw new Refusal(
      'authentication_required',
      `the token of run ${run.runId} has ended with its process or its run`,
    )
  refuseOver(tx.now, { revokedAt: null, ...known }, `the token of run ${run.runId}`)
  return { kind: 'run', run, credential }
}

type Ends = { readonly expiresAt: number | null; readonly revokedAt: number | null }

function refuseOver(now: number, token: Ends, what: string): void {
  if (token.revokedAt !== null) throw new Refusal('authentication_required', `${what} was revoked`)
  if (token.expiresAt !== null && token.expiresAt <= now)
    throw new Refusal('authentication_required', `${what} has expired`)
}

/** Whose answers and streams these are. */
export function subjectOf(caller: Caller): string {
  switch (caller.kind) {
    case 'owner':
      return 'owner'
    case 'run':
      return caller.run.runId
    case 'worker':
      return `worker:${caller.tokenId}`
  }
}
