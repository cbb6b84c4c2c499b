import { describeFailure, queryString, type ApiClient } from '../../shared/contract/api/client.ts'
import { LogEvent } from '../../shared/contract/api/event.ts'
import { followStream } from '../../shared/contract/api/follow-stream.ts'
import { streamPaths } from '../../shared/contract/api/routes.ts'
import { MessageId } from '../../shared/domain/ids.ts'
import { delay } from '../../shared/kernel/clock.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { streamBackoffMs, streamGiveUp, streamPermanentBackoffMs } from '../../shared/limits.ts'
import { exitCodes } from '../exit-codes.ts'
import { wholeNumber } from '../output.ts'
import { findRun, requireOwnRun } from '../run-reference.ts'
import { serviceAddress, type Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'
import { globalStreamFetch } from '../stream-fetch.ts'

/**
 * `reveille message watch`: one JSON object a line, for as long as it runs. After a break it goes on behind the last
 * line it printed. The first request is an ordinary one, so that a wrong address or token ends it at once.
 */
export async function watchMessages(
  which: string | undefined,
  options: CommonOptions & { readonly sinceSequence: string },
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = which === undefined ? requireOwnRun(environment) : await findRun(client, which, environment)
  orFail(await client.call('getRun', { params: { run_id: runId } }))
  const place = serviceAddress(options, environment)
  let handled = wholeNumber('--since-sequence', options.sinceSequence)
  let printing = Promise.resolve()
  const onEvent = async (event: LogEvent): Promise<void> => {
    if (event.sequence <= handled) return // seen before the stream broke
    if (event.event_type === 'new_message' && event.run_id === runId) await printMessage(client, event)
    handled = event.sequence
  }
  followStream({
    url: async () =>
      `${await place.address()}${streamPaths.events}${queryString({ run_ids: runId, since: handled })}`,
    token: place.token,
    fetch: globalStreamFetch,
    clock: systemClock,
    onData: (data) => {
      const event = LogEvent.safeParse(data)
      if (event.success) printing = printing.then(() => onEvent(event.data))
    },
    giveUp: streamGiveUp,
    onLagged: ({ because, sequence }) => {
      if (because === 'behind') return
      printing = printing.then(() => {
        handled = sequence
        process.stderr.write(
          `reveille: the log no longer tells what came up to ${sequence}; \`reveille message list\` shows the mail itself\n`,
        )
      })
    },
    onState: (state) => {
      if (state.kind === 'gave-up') {
        process.stderr.write(`reveille: ${state.because}; gave up\n`)
        process.exitCode = exitCodes.unreachable.code
      }
      if (state.kind === 'waiting')
        process.stderr.write(`reveille: ${state.because}; again in ${state.forMs / 1_000} s\n`)
    },
  })
}

/** Asks for as long as the service is away; a message that is gone for good is passed over. */
async function printMessage(client: ApiClient, event: LogEvent): Promise<void> {
  const id = MessageId.safeParse(event.ref_id)
  if (!id.success) return
  for (let failures = 0; ; failures += 1) {
    const read = await client.call('readMessage', { params: { message_id: id.data } })
    if (read.ok) {
      const { sequence, occurred_at } = event
      const { message_id, sender_run_id = null, subject, body } = read.value
      process.stdout.write(
        `${JSON.stringify({ sequence, message_id, sender_run_id, subject, body, occurred_at })}\n`,
      )
      return
    }
    process.stderr.write(`reveille: message ${id.data}: ${describeFailure(read.error)}\n`)
    if (read.error.kind === 'refused' && !read.error.retryable) return
    await delay(systemClock, streamBackoffMs[failures] ?? streamPermanentBackoffMs)
  }
}
