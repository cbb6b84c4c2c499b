import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeFailure, type ApiClient } from '../shared/contract/api/client.ts'
import { harnessOfFormat } from '../shared/contract/api/transcript-format.ts'
import type { Lease } from '../shared/contract/api/worker.ts'
import type { HarnessSessionId } from '../shared/domain/ids.ts'
import type { Harness, LaunchFacts, LaunchPlan } from '../shared/harness/harness.ts'
import { err, ok, type Result } from '../shared/kernel/result.ts'
import { findSession } from './transcript.ts'

/**
 * How the turn of a lease begins: a session of its own, exactly the one that it had, or one that begins with all of
 * another's. A session that went on at another worker is put back here first, as the service has it.
 */
export async function planTurn(
  lease: Lease,
  harness: Harness,
  facts: LaunchFacts,
  client: ApiClient,
): Promise<Result<LaunchPlan, string>> {
  const isKept = (session: HarnessSessionId): boolean =>
    harness.sessionPlace === null || findSession(harness.sessionPlace({ ...facts, session })) !== null
  const { session } = facts
  if (lease.continues !== null && !isKept(session)) {
    const source = lease.continues.session_id
    const there = isKept(source)
      ? ok('put-back' as const)
      : await putBack(lease, harness, facts, source, client)
    if (!there.ok) return there
    if (there.value === 'cut')
      return err('the conversation that it continues is too long to be put back whole')
    if (!harness.fork || there.value === 'nothing') return err('the conversation that it continues is gone')
    return ok(harness.fork(facts, source))
  }
  if (lease.session_id === null) return ok(harness.headless(facts, 'start'))
  const last = lastExecuted(facts.runDirectory)
  if (lease.number > 1 && last !== lease.number - 1) {
    const there = await putBack(lease, harness, facts, session, client)
    if (!there.ok) return there
    const isOurs = last === null && isKept(session) // of a version that noted nothing
    if (there.value === 'cut' && !isOurs)
      return err('its session went on at another worker, and is too long to be put back whole')
  }
  // A first execution whose worker was lost may have got its session's id and nothing else: then the same id begins.
  // Every later one continues its session, or fails; it never begins another.
  return ok(harness.headless(facts, lease.number === 1 && !isKept(session) ? 'start' : 'resume'))
}

/**
 * Writes a session as its transcript tells it. `nothing`: the service has none of it, so what is here is all there is.
 * `cut`: its beginning is missing, so it is not written.
 */
async function putBack(
  lease: Lease,
  harness: Harness,
  facts: LaunchFacts,
  session: HarnessSessionId,
  client: ApiClient,
): Promise<Result<'put-back' | 'cut' | 'nothing', string>> {
  const place = harness.sessionPlace?.({ ...facts, session })
  if (place?.kind !== 'file' || !harness.isWholeTranscript) return ok('nothing')
  const got = await client.call('getTranscript', { params: { run_id: lease.run.run_id } })
  if (!got.ok && got.error.kind === 'refused' && got.error.status === 404) return ok('nothing')
  if (!got.ok) return err(`its session could not be had: ${describeFailure(got.error)}`)
  const { format, session_id: owner, content } = got.value
  if (owner !== session || harnessOfFormat(format) !== harness.name) return ok('nothing')
  if (!harness.isWholeTranscript(content)) return ok('cut')
  mkdirSync(dirname(place.path), { recursive: true, mode: 0o700 })
  writeFileSync(place.path, content, { mode: 0o600 })
  return ok('put-back')
}

const marker = (runDirectory: string): string => join(runDirectory, 'last-execution')

/** From here on this worker has the session as it is after this execution. */
export const noteExecuted = (runDirectory: string, number: number): void =>
  writeFileSync(marker(runDirectory), String(number), { mode: 0o600 })

function lastExecuted(runDirectory: string): number | null {
  try {
    return Number(readFileSync(marker(runDirectory), 'utf8'))
  } catch {
    return null // this worker has executed none
  }
}
