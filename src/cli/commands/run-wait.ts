import type { TakenMailbox } from '../../shared/contract/api/message.ts'
import { HarnessSessionId } from '../../shared/domain/ids.ts'
import { renderMailbox } from '../../shared/domain/mailbox-context.ts'
import { waitForEvents } from '../../shared/family/wait-for-events.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { CliFailure } from '../exit-codes.ts'
import { printAnswer, wholeNumber } from '../output.ts'
import { takeOwnMail } from '../own-mail.ts'
import { findRun, requireOwnRun } from '../run-reference.ts'
import { serviceAddress, type Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'
import { globalStreamFetch } from '../stream-fetch.ts'
import { watchRun } from '../watch-run.ts'

/** `reveille run wait`: the own mailbox as it fills, or nothing when the time is over. Inside an agent only. */
export async function waitForOwnEvents(
  options: CommonOptions & { readonly timeout: string; readonly endTurn?: boolean },
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = requireOwnRun(environment)
  const { REVEILLE_RUN_DIR: runDirectory, REVEILLE_SESSION_ID: told } = environment
  const run = orFail(await client.call('getRun', { params: { run_id: runId } }))
  const session = run.harness_session_id ?? (told === undefined ? null : HarnessSessionId.parse(told))
  if (runDirectory === undefined || session === null)
    throw new CliFailure('usage', 'run wait is for agents: outside a pane use `reveille message watch`')
  const place = serviceAddress(options, environment)
  const world = { client, place, clock: systemClock, fetch: globalStreamFetch }
  const seconds = wholeNumber('--timeout', options.timeout)
  const how = options.endTurn ? 'end-turn' : 'block'
  const own = { runId, session, runDirectory }
  const show = async ({ messages, remaining }: TakenMailbox): Promise<void> =>
    printAnswer(options, { messages, remaining }, renderMailbox(messages, remaining))
  const fits = (event: { event_type: string }): boolean => event.event_type === 'new_message'
  const waited = await waitForEvents(
    {
      now: systemClock.now,
      publish: async (event_type, ref_id) => {
        const body = { event_type, ...(ref_id === undefined ? {} : { ref_id }) }
        return orFail(await client.call('publishEvent', { params: { run_id: runId }, body })).sequence
      },
      take: () => takeOwnMail(world, own, show),
      nextMessage: async (since, withinMs) =>
        (await watchRun(world, { runId, since, fits, withinMs }))?.sequence ?? null,
    },
    { seconds, how },
  )
  if (waited.kind === 'nothing') printAnswer(options, { messages: [] }, `nothing came within ${seconds} s`)
  if (waited.kind === 'registered')
    printAnswer(
      options,
      { messages: [], wakes_in_seconds: seconds },
      `known; end your turn, you are woken within ${seconds} s`,
    )
}

/** `reveille run wake`: a person arms a parked agent again, whatever failed or was spent before. */
export async function wakeRun(
  which: string,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = await findRun(client, which, environment)
  const run = orFail(await client.call('getRun', { params: { run_id: runId } }))
  const place = orFail(await client.call('capabilities'))
  if (run.execution_location === 'REMOTE' && place.wakes_remote_runs) {
    const { state } = orFail(await client.call('rearmRun', { params: { run_id: runId } }))
    return printAnswer(options, { run_id: runId, state }, `armed ${runId} again`)
  }
  orFail(
    await client.call('publishEvent', { params: { run_id: runId }, body: { event_type: 'wake_requested' } }),
  )
  printAnswer(options, { run_id: runId }, `asked the app to wake ${runId}`)
}
