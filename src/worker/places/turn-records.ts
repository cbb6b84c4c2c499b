import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { RunStateFromWire } from '../../shared/domain/run.ts'
import type { ExecutionId } from '../../shared/domain/ids.ts'

/** A turn that a place has accepted: where, and what was there before. */
const BegunTurn = z.object({
  runId: z.string(),
  executionId: z.string().nullable(),
  before: z
    .object({
      state: RunStateFromWire,
      executionId: z.string().nullable(),
      message: z.string(),
      link: z.string().nullable(),
    })
    .nullable(),
})
export type BegunTurn = z.infer<typeof BegunTurn>

/** Accepted turns on disk, so that a worker that comes back goes on with them and asks for none twice. */
export class TurnRecords {
  readonly #directory: string

  constructor(dataDirectory: string) {
    this.#directory = join(dataDirectory, 'worker', 'place-turns')
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
  }

  get(executionId: ExecutionId): BegunTurn | null {
    try {
      return BegunTurn.parse(JSON.parse(readFileSync(this.#file(executionId), 'utf8')))
    } catch {
      return null // none, or torn: then the place is asked under the same key
    }
  }

  add(executionId: ExecutionId, turn: BegunTurn): void {
    writeFileSync(this.#file(executionId), JSON.stringify(turn), { mode: 0o600 })
  }

  remove(executionId: ExecutionId): void {
    rmSync(this.#file(executionId), { force: true })
  }

  #file = (executionId: ExecutionId): string => join(this.#directory, `${executionId}.json`)
}
