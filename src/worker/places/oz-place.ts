import { writeFile } from 'node:fs/promises'
import OzAPI, { APIConnectionError, APIError } from 'oz-agent-sdk'
import { z } from 'zod'
import { readRetryAfter } from '../../shared/contract/api/retry-after.ts'
import { RunStateFromWire } from '../../shared/domain/run.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { noDisposable } from '../../shared/kernel/disposables.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { requestTimeoutMs } from '../../shared/limits.ts'
import type { Place, PlaceFailure } from './place.ts'

export type OzPlaceOptions = {
  readonly name: string
  /** Ends in `/api/v1`. */
  readonly url: string
  readonly apiKey: string
  /** Which of its own workers executes; null leaves it to the place. */
  readonly workerHost: string | null
  readonly clock: Clock
}

/** What is read of a run; the rest of what Oz tells may change as it likes. */
const OzRun = z.looseObject({
  run_id: z.string(),
  state: RunStateFromWire,
  session_id: z.string().nullish(),
  session_link: z.string().nullish(),
  // An object by the public document; a bare string was seen too.
  status_message: z.union([z.string(), z.looseObject({ message: z.string().optional() })]).nullish(),
})

/**
 * Warp's Oz through its official client. It honours no idempotency keys and tells nothing by itself, so nothing is ever
 * repeated blindly: a start whose answer was lost is looked for by the name that carries its key.
 */
export function ozPlace({ name, url, apiKey, workerHost, clock }: OzPlaceOptions): Place {
  const client = new OzAPI({ apiKey, baseURL: url, timeout: requestTimeoutMs, logLevel: 'off' })
  const once = { maxRetries: 0 } // the client's own repeats would start a second agent
  const asked = <Value>(ask: () => Promise<Value>) => answered(ask, clock)
  const find = (configName: string) => asked(() => client.agent.runs.list({ name: configName, limit: 1 }))
  return {
    name,
    abilities: {
      ...{ hasLiveOutput: false, tellsChanges: false, honoursKeys: false },
      ...{ hasTranscripts: true, givesSessions: false },
    },
    start: async (wish, key) => {
      if (wish.command.length > 0 || wish.harness === 'command')
        return err(refusal(`${name} runs no commands, only its own agents`))
      const configName = `${wish.name} (${key.slice(0, 8)})`
      const found = await find(configName)
      if (!found.ok) return err(found.error)
      const known = found.value.runs[0]
      if (known) return ok({ runId: known.run_id })
      const config = {
        name: configName,
        ...(wish.model === null ? {} : { model_id: wish.model }),
        ...(wish.environment === null ? {} : { environment_id: wish.environment }),
        ...(workerHost === null ? {} : { worker_host: workerHost }),
      }
      const given = wish.attachments.length === 0 ? {} : { attachments: [...wish.attachments] }
      const created = await asked(() => client.agent.run({ prompt: wish.prompt, config, ...given }, once))
      return created.ok ? ok({ runId: created.value.run_id }) : err(created.error)
    },
    followUp: async (runId, message) => {
      const path = `/agent/runs/${encodeURIComponent(runId)}/followups`
      const accepted = await asked(() => client.post(path, { body: { message }, ...once }))
      return accepted.ok ? ok({ executionId: null }) : err(accepted.error)
    },
    look: async (runId) => {
      const told = await asked(() => client.agent.runs.retrieve(runId))
      if (!told.ok) return err(told.error)
      const run = OzRun.safeParse(told.value)
      if (!run.success)
        return err(refusal(`${name} told of the run in a way that is not known: ${run.error.message}`))
      const { state, session_id, session_link, status_message: status } = run.data
      return ok({
        state,
        executionId: session_id ?? null, // each execution has a session of its own
        ask: null, // its questions are answered at its session's link
        message: typeof status === 'string' ? status : (status?.message ?? ''),
        link: session_link ?? null,
      })
    },
    cancel: async (runId) => {
      const cancelled = await asked(() => client.agent.runs.cancel(runId))
      return cancelled.ok ? ok(undefined) : err(cancelled.error)
    },
    followOutput: () => noDisposable,
    followChanges: () => noDisposable,
    saveTranscript: async (runId, file) => {
      const path = `/agent/runs/${encodeURIComponent(runId)}/transcript`
      const told = await asked(async () => (await client.get(path).asResponse()).text())
      if (!told.ok) return told.error.code === '404' ? ok(null) : err(told.error)
      await writeFile(file, told.value, { mode: 0o600 })
      return ok({ format: 'oz', session: null })
    },
  }
}

async function answered<Value>(
  ask: () => Promise<Value>,
  clock: Clock,
): Promise<Result<Value, PlaceFailure>> {
  try {
    return ok(await ask())
  } catch (error) {
    if (error instanceof APIError) return err(failureOf(error, clock.now()))
    throw error
  }
}

function failureOf(error: APIError, now: number): PlaceFailure {
  const { status, headers } = error
  const retryAfterMs = headers === undefined ? null : readRetryAfter(headers, now)
  const isRetryable =
    error instanceof APIConnectionError ||
    status === 408 ||
    status === 409 ||
    status === 429 ||
    status === undefined
  return {
    message: error.message,
    code: status === undefined ? null : String(status),
    isPermanent: !isRetryable && status !== undefined && status < 500,
    // Who says when to come back has not done it.
    isOutcomeUnknown: status === undefined || (status >= 500 && !(status === 503 && retryAfterMs !== null)),
    retryAfterMs,
  }
}

const refusal = (message: string): PlaceFailure => ({
  message,
  code: null,
  isPermanent: true,
  isOutcomeUnknown: false,
  retryAfterMs: null,
})
