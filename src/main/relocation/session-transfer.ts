import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { appendFile, copyFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describeFailure } from '../../shared/contract/api/client.ts'
import {
  fetchTranscript,
  sendTranscript,
  type SentSession,
  type SessionFile,
  type TransferOptions,
} from '../../shared/contract/api/transcript-transfer.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'

/** A session's file as it is now. Null when there is none. */
async function openSession(path: string): Promise<SessionFile | null> {
  const found = await stat(path).catch(() => null)
  if (found === null) return null
  return {
    size: found.size,
    read: async (offset, length) => {
      const handle = await open(path, 'r')
      try {
        const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position: offset })
        return buffer.subarray(0, bytesRead).toString('base64')
      } finally {
        await handle.close()
      }
    },
    digest: async (length) => {
      const hash = createHash('sha256')
      if (length > 0)
        for await (const bytes of createReadStream(path, { end: length - 1 })) hash.update(bytes as Buffer) // no encoding was asked for
      return hash.digest('hex')
    },
  }
}

/** Brings what the service keeps of a session up to what is on this disk. */
export async function giveSession(
  session: Omit<SentSession, 'file'>,
  path: string,
  options: TransferOptions,
): Promise<Result<void, string>> {
  const file = await openSession(path)
  if (file === null || file.size === 0) return err('it left no session to go on with')
  const sent = await sendTranscript({ ...session, file }, options)
  return sent.ok ? ok(undefined) : err(describeFailure(sent.error))
}

export type TakenSession = {
  readonly runId: RunId
  /** Where a copy stands already; null when there is none. */
  readonly here: string | null
  /** Where it belongs, told by the first line of it. */
  readonly homeOf: (firstLine: string) => string
  /** The first bytes stand here until all are there. */
  readonly draft: string
}

/**
 * Puts a session where its harness resumes it from, as the service keeps it. A copy here that has all of it stays; one that
 * went another way is kept aside.
 */
export async function takeSession(
  { runId, here, homeOf, draft }: TakenSession,
  options: TransferOptions,
): Promise<Result<void, string>> {
  const told = await options.client.call('describeTranscript', { params: { run_id: runId } })
  if (!told.ok) return err(describeFailure(told.error))
  const { transcript: kept } = told.value
  const file = here === null ? null : await openSession(here)
  if (!kept) return ok(undefined) // there is only what is here; restoring says so when that is nothing
  if (file && file.size >= kept.bytes && (await file.digest(kept.bytes)) === kept.sha256) return ok(undefined)
  await mkdir(dirname(draft), { recursive: true, mode: 0o700 })
  const write = async (data: string, position: 'first' | 'next'): Promise<void> => {
    const bytes = Buffer.from(data, 'base64')
    await (position === 'first' ? writeFile(draft, bytes, { mode: 0o600 }) : appendFile(draft, bytes))
  }
  const fetched = await fetchTranscript(runId, write, options)
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
