import { createApiClient } from '../../shared/contract/api/api-client.ts'
import { describeFailure, type ApiClient, type RequestFailure } from '../../shared/contract/api/client.ts'
import { followStream } from '../../shared/contract/api/follow-stream.ts'
import { fetchTranscript } from '../../shared/contract/api/transcript-transfer.ts'
import { streamPaths } from '../../shared/contract/api/routes.ts'
import { OutputChunk } from '../../shared/contract/api/worker.ts'
import { RunId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { writeParts } from '../write-parts.ts'
import type { Place, PlaceFailure, PlaceTranscript } from './place.ts'

export type ReveillePlaceOptions = {
  readonly name: string
  /** Ends in `/api/v1`. */
  readonly url: string
  readonly token: string
  readonly clock: Clock
}

/** Another Reveille service: a team's, say. Its own workers carry the runs out. */
export function reveillePlace({ name, url, token, clock }: ReveillePlaceOptions): Place {
  const client = createApiClient({ address: () => url, token: () => token, fetch, clock })
  const stream = { token: () => token, fetch, clock }
  return {
    name,
    abilities: {
      ...{ hasLiveOutput: true, tellsChanges: true, honoursKeys: true },
      ...{ hasTranscripts: true, givesSessions: true },
    },
    start: async (wish, key) => {
      const created = await client.call('createRun', {
        idempotencyKey: key,
        body: {
          prompt: wish.prompt,
          title: wish.name,
          ...(wish.attachments.length === 0 ? {} : { attachments: [...wish.attachments] }),
          execution_location: 'REMOTE',
          config: {
            name: wish.name,
            ...(wish.command.length > 0 ? { command: [...wish.command] } : {}),
            ...(wish.harness === null ? {} : { harness: harnessOf(wish.harness, wish.model) }),
            ...(wish.environment === null ? {} : { environment_id: wish.environment }),
          },
        },
      })
      return created.ok ? ok({ runId: created.value.run_id }) : err(failureOf(created.error))
    },
    followUp: async (runId, message, key) => {
      const input = { params: paramsOf(runId), body: { message }, idempotencyKey: key }
      const accepted = await client.call('followUpRun', input)
      return accepted.ok
        ? ok({ executionId: accepted.value.execution_id ?? null })
        : err(failureOf(accepted.error))
    },
    answer: async (runId, { ask_id, answer, reason, by }) => {
      const words = by.kind === 'agent' && reason !== '' ? `(the agent ${by.name}) ${reason}` : reason
      const body = { ask_id, answer, ...(words === '' ? {} : { message: words }) }
      const input = { params: paramsOf(runId), body, idempotencyKey: `answer:${ask_id}` }
      const accepted = await client.call('followUpRun', input)
      return accepted.ok ? ok(undefined) : err(failureOf(accepted.error))
    },
    look: async (runId) => {
      const run = await client.call('getRun', { params: paramsOf(runId) })
      if (!run.ok) return err(failureOf(run.error))
      const { state, execution_id, status_message } = run.value
      return ok({
        state,
        executionId: execution_id ?? null,
        message: status_message?.message ?? '',
        ask: state === 'BLOCKED' ? (status_message?.ask ?? null) : null,
        link: null, // its link opens the app of whoever owns the place
      })
    },
    cancel: async (runId) => {
      const cancelled = await client.call('cancelRun', { params: paramsOf(runId) })
      return cancelled.ok ? ok(undefined) : err(failureOf(cancelled.error))
    },
    followOutput: (runId, executionId, onText) => {
      let since = 0
      return followStream({
        ...stream,
        url: () => `${url}${streamPaths.output.replace(':run_id', encodeURIComponent(runId))}?since=${since}`,
        onLaggedOutput: (lagged) => {
          if (lagged.because === 'behind') return
          since = lagged.position
          onText('\r\n(older output was dropped there)\r\n')
        },
        onData: (data) => {
          const chunk = OutputChunk.safeParse(data)
          if (!chunk.success || chunk.data.position <= since) return
          since = chunk.data.position
          if (executionId === null || chunk.data.execution_id === executionId) onText(chunk.data.text)
        },
      })
    },
    followChanges: (runId, onChanged) => {
      let since = 0
      return followStream({
        ...stream,
        url: () => `${url}${streamPaths.events}?run_ids=${encodeURIComponent(runId)}&since=${since}`,
        onData: (_data, id) => {
          since = Math.max(since, Number(id ?? 0) || 0)
          onChanged()
        },
      })
    },
    saveTranscript: (runId, path) => saveTranscript(client, clock, runId, path),
  }
}

async function saveTranscript(
  client: ApiClient,
  clock: Clock,
  runId: string,
  path: string,
): Promise<Result<PlaceTranscript | null, PlaceFailure>> {
  const told = await client.call('describeTranscript', { params: paramsOf(runId) })
  if (!told.ok) return err(failureOf(told.error))
  const { transcript } = told.value
  if (transcript === null) return ok(null)
  const options = { client, clock, attemptsMax: transcriptAttemptsMax }
  const fetched = await fetchTranscript(paramsOf(runId).run_id, writeParts(path), options)
  if (!fetched.ok) return err(failureOf(fetched.error))
  return ok({ format: transcript.format, session: transcript.session_id ?? null })
}

const transcriptAttemptsMax = 4 // with their waits some twenty seconds

const paramsOf = (runId: string) => ({ run_id: RunId.parse(runId) })
const harnessOf = (type: string, model: string | null) => ({
  type,
  ...(model === null ? {} : { model_id: model }),
})

const failureOf = (failure: RequestFailure): PlaceFailure => ({
  message: describeFailure(failure),
  code: failure.kind === 'refused' ? failure.code : null,
  isPermanent: failure.kind === 'refused' && !failure.retryable,
  isOutcomeUnknown: failure.kind !== 'refused',
  retryAfterMs: failure.kind === 'refused' ? failure.retryAfterMs : null,
})
