import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import type { LaunchPlace } from './agent-launch.ts'
import { isSameProcess, processStartTime } from './process-identity.ts'

const Holder = z.object({ what: z.string(), pid: z.int().positive(), startTime: z.string().nullable() })
/** The generation outlives its holder. */
const FenceRecord = z.object({
  session: z.string(),
  generation: z.int().nonnegative(),
  holder: Holder.nullable(),
})
type Holder = z.infer<typeof Holder>
type FenceRecord = z.infer<typeof FenceRecord>

/** One place for all apps of this user, wherever each keeps its own data. */
export const fenceDirectoryOf = ({ home, environment }: Pick<LaunchPlace, 'home' | 'environment'>): string =>
  join(environment['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'reveille', 'fences')

/** The right to be the one writer of a session, of one generation: an older one does nothing any more. */
export type HeldFence = {
  readonly generation: number
  /** The agent's own process holds it from here on: for as long as it lives, whoever else dies. */
  readonly handOver: (pid: number) => void
  /** Gives it back; after a hand-over it does nothing. */
  readonly dispose: () => void
}

export type SessionFenceOptions = {
  /** One for all apps of a user, so that a second installation meets the same fences. */
  readonly directory: string
  /** Who takes, in words: "Reveille at /home/ada/.config/Reveille". */
  readonly who: string
}

/**
 * One writer per harness session, on disk: two processes that resume one session both succeed, and one branch of it
 * vanishes. A fence belongs to a living process (pid and start time) and is never taken from one; that of a dead process
 * is taken over with the next generation.
 */
export class SessionFence {
  readonly #options: SessionFenceOptions

  constructor(options: SessionFenceOptions) {
    this.#options = options
  }

  /** The error says who holds it. */
  take(session: HarnessSessionId): Result<HeldFence, string> {
    const path = this.#path(session)
    mkdirSync(this.#options.directory, { recursive: true, mode: 0o700 })
    const before = readFence(path)
    const holder = before && livingHolder(before)
    if (holder) return err(describe(holder))
    const generation = (before?.generation ?? 0) + 1
    const own = { what: this.#options.who, pid: process.pid, startTime: processStartTime(process.pid) }
    const draft = `${path}.${process.pid}.${generation}`
    try {
      // Of two that see the same dead holder one moves it away, and one creates the file.
      if (existsSync(path)) renameSync(path, `${draft}.old`)
      writeFileSync(draft, JSON.stringify({ session, generation, holder: own }), { mode: 0o600 })
      linkSync(draft, path)
    } catch {
      const winner = this.#livingHolder(session)
      return err(winner ? describe(winner) : 'another process, which takes it just now')
    } finally {
      for (const name of [draft, `${draft}.old`]) rmSync(name, { force: true })
    }
    let isMine = true
    const give = (to: FenceRecord['holder']): void => {
      if (!isMine) return
      isMine = false
      writeFileSync(draft, JSON.stringify({ session, generation, holder: to }), { mode: 0o600 })
      renameSync(draft, path)
    }
    return ok({
      generation,
      handOver: (pid) => {
        const what = `the agent that ${own.what} runs`
        give({ what, pid, startTime: processStartTime(pid) })
      },
      dispose: () => give(null),
    })
  }

  /** Who else holds it now, in words; null when nobody who lives does, or this app itself. */
  otherHolder(session: HarnessSessionId): string | null {
    const holder = this.#livingHolder(session)
    return holder === null || holder.pid === process.pid ? null : describe(holder)
  }

  #livingHolder(session: HarnessSessionId): Holder | null {
    const record = readFence(this.#path(session))
    return record && livingHolder(record)
  }

  #path(session: HarnessSessionId): string {
    return join(this.#options.directory, `${encodeURIComponent(session)}.json`)
  }
}

const livingHolder = ({ holder }: FenceRecord): Holder | null =>
  holder !== null && isSameProcess(holder.pid, holder.startTime) ? holder : null

const describe = ({ what, pid }: Holder): string => `${what} (pid ${pid})`

function readFence(path: string): FenceRecord | null {
  try {
    const parsed = FenceRecord.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null // there is none, or it was torn: then nobody holds it
  }
}
