import type { Lease } from '../shared/contract/api/worker.ts'
import type { HarnessSessionId } from '../shared/domain/ids.ts'
import type { Harness, LaunchFacts, LaunchPlan } from '../shared/harness/harness.ts'
import { err, ok, type Result } from '../shared/kernel/result.ts'
import { findSession } from './transcript.ts'

/** Puts a session here as the service keeps it, unless what is here holds all of that. */
export type BringSession = (session: HarnessSessionId) => Promise<Result<void, string>>

/**
 * How the turn of a lease begins: a session of its own, exactly the one that it had, or one that begins with all of
 * another's. A session that went on at another worker is brought here first.
 */
export async function planTurn(
  lease: Lease,
  harness: Harness,
  facts: LaunchFacts,
  bring: BringSession,
): Promise<Result<LaunchPlan, string>> {
  const { session } = facts
  const isKept = (one: HarnessSessionId): boolean =>
    harness.sessionPlace === null || findSession(harness.sessionPlace({ ...facts, session: one })) !== null
  if (lease.continues !== null && !isKept(session)) {
    const source = lease.continues.session_id
    const brought = isKept(source) ? ok(undefined) : await bring(source)
    if (!brought.ok)
      return err(`the conversation that it continues could not be brought here: ${brought.error}`)
    if (!harness.fork || !isKept(source)) return err('the conversation that it continues is gone')
    return ok(harness.fork(facts, source))
  }
  if (lease.session_id === null) return ok(harness.headless(facts, 'start'))
  const brought = await bring(session)
  if (!brought.ok) return err(`its session could not be brought here: ${brought.error}`)
  // A first execution whose worker was lost may have got its session's id and nothing else: then the same id begins.
  // Every later one continues its session, or fails; it never begins another.
  return ok(harness.headless(facts, lease.number === 1 && !isKept(session) ? 'start' : 'resume'))
}
