import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describeFailure } from '../shared/contract/api/client.ts'
import type { HeldLease } from '../shared/contract/api/transcript.ts'
import {
  fetchTranscript,
  sendTranscript,
  type TransferOptions,
} from '../shared/contract/api/transcript-transfer.ts'
import type { HarnessSessionId, RunId } from '../shared/domain/ids.ts'
import type { SessionPlace } from '../shared/harness/harness.ts'
import { err, ok, type Result } from '../shared/kernel/result.ts'
import { openSessionFile } from './session-file.ts'
import { writeParts } from './write-parts.ts'

type Session = { readonly runId: RunId; readonly session: HarnessSessionId }

/** Brings what the service keeps of a session up to what the harness wrote. The error is for the worker's log. */
export async function uploadTranscript(
  { runId, session }: Session,
  format: string,
  path: string,
  lease: HeldLease,
  options: TransferOptions,
): Promise<Result<void, string>> {
  const file = await openSessionFile(path)
  if (file === null || file.size === 0) return ok(undefined) // the harness did not get as far as writing one
  const sent = await sendTranscript({ runId, format, session, file, lease }, options)
  return sent.ok ? ok(undefined) : err(describeFailure(sent.error))
}

/**
 * Puts a session where its harness resumes it from, as the service keeps it: on a worker that never had it, and on one whose
 * own copy went another way since. A copy that only holds more (a turn that was cut off here) stays.
 */
export async function bringSession(
  { runId, session }: Session,
  here: string | null,
  homeOf: (firstLine: string) => string,
  draft: string,
  options: TransferOptions,
): Promise<Result<void, string>> {
  const told = await options.client.call('describeTranscript', { params: { run_id: runId } })
  if (!told.ok) return here === null ? err(describeFailure(told.error)) : ok(undefined)
  const { transcript: kept } = told.value
  if (!kept || kept.session_id !== session) return ok(undefined) // there is only what is here
  const file = here === null ? null : await openSessionFile(here)
  if (file && file.size >= kept.bytes && (await file.digest(kept.bytes)) === kept.sha256) return ok(undefined)
  const fetched = await fetchTranscript(runId, writeParts(draft), options)
  if (!fetched.ok) return err(describeFailure(fetched.error))
  if (fetched.value === null) return ok(undefined)
  const path = here ?? homeOf(await firstLineOf(draft))
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if (here !== null) await rename(here, `${here}.set-aside`)
  await copyFile(draft, path) // the harness's own directory may stand on another disk
  await rm(draft, { force: true })
  return ok(undefined)
}

const firstLineBytes = 65_536

async function firstLineOf(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(firstLineBytes), position: 0 })
    return buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1)[0] ?? ''
  } finally {
    await handle.close()
  }
}

/** The file in which a harness keeps a session; null when there is none. */
export function findSession(place: SessionPlace): string | null {
  if (place.kind !== 'below') return existsSync(place.path) ? place.path : null
  if (!existsSync(place.directory)) return null
  const names = readdirSync(place.directory, { recursive: true, encoding: 'utf8' })
  const found = names.find((name) => name.endsWith(place.ending))
  return found === undefined ? null : join(place.directory, found)
}
