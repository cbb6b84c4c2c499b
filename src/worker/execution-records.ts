import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Lease } from '../shared/contract/api/worker.ts'
import { ExecutionId } from '../shared/domain/ids.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { processStartTime } from './process-tree.ts'
import { endAtOnce } from './run-stop.ts'

const ExecutionRecord = z.object({
  executionId: ExecutionId,
  workerId: z.string(),
  pid: z.int().positive(),
  startTime: z.string().nullable(),
  /** Of the lease; absent in what an older build wrote. */
  fence: z.int().positive().nullable().default(null),
  /** Ends what its wrapping started; empty where there is none, and in what an older build wrote. */
  stopArgv: z.array(z.string()).default([]),
})
type ExecutionRecord = z.infer<typeof ExecutionRecord>

/** What runs, on disk: a worker that died left it running, and the next one ends it before it claims. */
export class ExecutionRecords {
  readonly #directory: string
  readonly #workerId: string

  constructor(dataDirectory: string, workerId: string) {
    this.#directory = join(dataDirectory, 'worker', 'executions')
    this.#workerId = workerId
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
  }

  add(
    { execution_id: executionId, fence }: Pick<Lease, 'execution_id' | 'fence'>,
    { pid, stopArgv }: { readonly pid: number; readonly stopArgv: readonly string[] },
  ): void {
    const startTime = processStartTime(pid)
    const record = { executionId, workerId: this.#workerId, pid, startTime, fence, stopArgv }
    writeFileSync(this.#file(executionId), JSON.stringify(record), { mode: 0o600 })
  }

  remove(executionId: ExecutionId): void {
    rmSync(this.#file(executionId), { force: true })
  }

  /** Ends what an earlier worker of this name left running, at once. Answers what it held: that can be handed back now. */
  async endStrays(clock: Clock, log: (text: string) => void): Promise<readonly ExecutionRecord[]> {
    const records = readdirSync(this.#directory).flatMap((name) => this.#read(name))
    const strays = records.filter(({ workerId }) => workerId === this.#workerId)
    await Promise.all(
      strays.map(async ({ executionId, pid, startTime, stopArgv }) => {
        const isSame = startTime !== null && processStartTime(pid) === startTime // a pid is given out again
        await endAtOnce({ group: isSame ? pid : null, executionId }, stopArgv, clock, log)
        this.remove(executionId)
      }),
    )
    return strays
  }

  #read(name: string): ExecutionRecord[] {
    try {
      return [ExecutionRecord.parse(JSON.parse(readFileSync(join(this.#directory, name), 'utf8')))]
    } catch {
      return [] // torn: its processes carry the marker of an execution nobody knows any more
    }
  }

  #file = (executionId: ExecutionId): string => join(this.#directory, `${executionId}.json`)
}
