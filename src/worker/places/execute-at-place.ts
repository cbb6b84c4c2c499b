import { fetchAttachments } from '../../shared/contract/api/fetch-attachments.ts'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Lease } from '../../shared/contract/api/worker.ts'
import type { AskAnswer } from '../../shared/domain/ask-answer.ts'
import { HarnessSessionId } from '../../shared/domain/ids.ts'
import type { PlaceLook } from '../../shared/domain/place-turn.ts'
import type { AgentAsk } from '../../shared/domain/signal.ts'
import { delay } from '../../shared/kernel/clock.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { placeCancelWithinMs, placeOutputAfterEndMs } from '../../shared/worker-limits.ts'
import { withAnnouncedMail } from '../announced-mail.ts'
import type { ExecutionWorld } from '../execution.ts'
import { keepLease, type StopReason } from '../lease-keeper.ts'
import { OutputStream } from '../output-stream.ts'
import { handBack, report, type Report } from '../report.ts'
import { makeRunFolder } from '../run-folder.ts'
import { uploadTranscript } from '../transcript.ts'
import { beginTurn } from './begin-turn.ts'
import type { Place } from './place.ts'
import type { BegunTurn } from './turn-records.ts'
import { watchTurn, type TurnEnd } from './watch-turn.ts'

/**
 * Carries out one lease at a place that executes it itself: asks for the turn there, passes on what it tells, reports
 * the end. The place's run id is the session of ours: whichever worker gets the next execution continues the same run.
 */
export async function executeAtPlace(
  lease: Lease,
  place: Place,
  world: ExecutionWorld,
  abort: AbortSignal,
): Promise<void> {
  const { client } = world.place.service
  const { clock, workerId } = world
  const params = { execution_id: lease.execution_id }
  const life = new Disposables()
  const over = new AbortController()
  const fail = (message: string, code: string): Promise<void> =>
    report(lease, world, { event: 'failed', status_message: { message, error_code: code } })
  let stopped: StopReason | null = null
  const stop = (reason: StopReason): void => {
    stopped ??= reason
    over.abort()
  }
  const onAbort = (): void => stop('lease-lost')
  abort.addEventListener('abort', onAbort)
  life.add({ dispose: () => abort.removeEventListener('abort', onAbort) })
  const answers = answersAt(place, world.log)
  life.add(keepLease(lease, workerId, client, clock, { stop, answer: answers.give }))
  try {
    const known = world.turns.get(lease.execution_id)
    const turn = known ? ok(known) : await begin(lease, place, world, over.signal)
    if (!turn.ok && abort.aborted) return await handBack(lease, world, 'stopped')
    if (!turn.ok) return await fail(turn.error.message, turn.error.code)
    const session = HarnessSessionId.parse(turn.value.runId)
    answers.beginTurn(turn.value.runId)
    await report(lease, world, { event: 'started', session_id: session })
    const output = new OutputStream(
      (part, text) =>
        client.call('appendOutput', {
          params,
          body: { worker_id: workerId, fence: lease.fence, part, text },
        }),
      clock,
    )
    if (known)
      output.push(
        `\r\n${place.name}: this worker took the run over; its output follows from the beginning\r\n`,
      )
    life.add(place.followOutput(turn.value.runId, turn.value.executionId, (text) => output.push(text)))
    const tell = createTeller(place, output, {
      signal: (signal) =>
        client.call('reportSignal', {
          params: { run_id: lease.run.run_id },
          body: { signal: { ...signal, session_id: session } },
        }),
      link: (session_link) => report(lease, world, { event: 'started', session_id: session, session_link }),
    })
    const { runId, before } = turn.value
    const end = await watchTurn({ place, runId, before, clock, onLook: tell, signal: over.signal })
    if (stopped === 'lease-lost') output.giveUp()
    if (abort.aborted) return await handBack(lease, world, 'stopped') // who takes it over finds the turn there
    if (stopped === 'lease-lost') return
    if (stopped === 'cancelled')
      await Promise.race([place.cancel(turn.value.runId), delay(clock, placeCancelWithinMs)]) // asked; it may be slow
    if (place.abilities.hasLiveOutput && end.kind === 'ended') await delay(clock, placeOutputAfterEndMs)
    await output.flush()
    await keepTranscript(lease, place, turn.value.runId, world, over.signal)
    await report(lease, world, { ...conclude(place, end), session_id: session })
    world.turns.remove(lease.execution_id)
  } finally {
    life.dispose()
  }
}

/** What its agent wrote there is kept here, too: the conversation can go on elsewhere, and be read when the place is gone. */
async function keepTranscript(
  lease: Lease,
  place: Place,
  placeRunId: string,
  world: ExecutionWorld,
  signal: AbortSignal,
): Promise<void> {
  const { run_id: runId } = lease.run
  const path = join(makeRunFolder(world.place.dataDirectory, runId, undefined).directory, 'transcript.part')
  const saved = await place.saveTranscript(placeRunId, path)
  if (!saved.ok) return world.log(`${lease.execution_id}: ${place.name}: transcript: ${saved.error.message}`)
  if (saved.value === null) return
  const { format } = saved.value
  const session = saved.value.session ?? HarnessSessionId.parse(placeRunId)
  const held = { execution_id: lease.execution_id, worker_id: world.workerId, fence: lease.fence }
  const options = { client: world.place.service.client, clock: world.clock, signal }
  const sent = await uploadTranscript({ runId, session }, format, path, held, { ...options, attemptsMax: 4 })
  if (!sent.ok) world.log(`${lease.execution_id}: its transcript was not kept: ${sent.error}`)
  rmSync(path, { force: true })
}

/** The turn, accepted and on disk; or why there is none, in words for a person. */
async function begin(
  lease: Lease,
  place: Place,
  world: ExecutionWorld,
  signal: AbortSignal,
): Promise<Result<BegunTurn, { readonly message: string; readonly code: string }>> {
  const { client } = world.place.service
  const prompt = await withAnnouncedMail(client, lease.run.run_id, lease.prompt)
  if (!prompt.ok)
    return err({ message: `the announced messages could not be read: ${prompt.error}`, code: 'setup' })
  const fetched = await fetchAttachments(client, lease.run.run_id, lease.attachments, () => lease.number > 1)
  if (!fetched.ok) return err({ message: fetched.error, code: 'setup' })
  const attachments = fetched.value.flatMap(({ item: { file_name, mime_type }, data }) =>
    data === null ? [] : [{ file_name, mime_type, data }],
  )
  const turn = await beginTurn(lease, place, prompt.value, attachments, world.clock, signal)
  if (!turn.ok)
    return err({ message: `${place.name}: ${turn.error.message}`, code: turn.error.code ?? 'setup' })
  world.turns.add(lease.execution_id, turn.value)
  return turn
}

/** Passes answers on, each once; what the run there does next tells that it has its answer. */
function answersAt(place: Place, log: (text: string) => void) {
  let runId: string | null = null
  let given: string | null = null
  const give = async (answer: AskAnswer): Promise<void> => {
    if (runId === null || place.answer === undefined || given === answer.ask_id) return
    given = answer.ask_id
    const accepted = await place.answer(runId, answer)
    if (accepted.ok) return
    log(`${place.name}: the answer ${answer.ask_id} was not taken: ${accepted.error.message}`)
    if (!accepted.error.isPermanent && given === answer.ask_id) given = null // the next heartbeat brings it again
  }
  return {
    beginTurn: (id: string) => void (runId = id),
    give: (answer: AskAnswer) => void give(answer),
  }
}

type Signal =
  | { readonly kind: 'blocked'; readonly question: string; readonly ask?: AgentAsk }
  | { readonly kind: 'work-went-on' }

type Told = {
  readonly signal: (signal: Signal) => Promise<unknown>
  readonly link: (link: string) => Promise<unknown>
}

/** Tells of each change once: as lines of output, and as signals where the agent asks or goes on. */
function createTeller(place: Place, output: OutputStream, told: Told) {
  let last = ''
  let wasBlocked = false
  let asked: string | null = null
  let link: string | null = null
  return (look: PlaceLook, is: 'waiting' | 'working' | 'blocked' | 'stale'): void => {
    if (look.link !== null && look.link !== link) {
      output.push(`${place.name}: ${look.link}\r\n`)
      if (/^https?:\/\//.test(look.link)) void told.link(look.link)
    }
    link = look.link
    const line = look.message === '' ? is : `${is}: ${look.message}`
    if (line !== last && is !== 'stale' && !place.abilities.hasLiveOutput)
      output.push(`${place.name}: ${line}\r\n`)
    last = line
    if (is === 'blocked' && (!wasBlocked || (look.ask !== null && look.ask.id !== asked))) {
      const ask = look.ask && { ...look.ask, can_answer: look.ask.can_answer && place.answer !== undefined }
      asked = ask?.id ?? null
      void told.signal({ kind: 'blocked', question: look.message.slice(0, 4_000), ...(ask ? { ask } : {}) })
    }
    if (is === 'working' && wasBlocked) void told.signal({ kind: 'work-went-on' })
    wasBlocked = is === 'blocked'
  }
}

function conclude(place: Place, end: TurnEnd): Report {
  switch (end.kind) {
    case 'ended': {
      const message = end.look.message.slice(0, 4_000)
      if (end.as === 'succeeded')
        return { event: 'succeeded', ...(message === '' ? {} : { summary: message }) }
      const words = message === '' ? `it ended there as ${end.look.state}` : message
      return { event: end.as, status_message: { message: `${place.name}: ${words}` } }
    }
    case 'did-not-start':
      return {
        event: 'errored',
        status_message: {
          message: `${place.name} accepted the follow-up, and no turn was seen to begin`,
          error_code: 'did-not-start',
          retryable: true,
        },
      }
    case 'lost':
      return {
        event: 'errored',
        status_message: {
          message: `${place.name}: ${end.because}`,
          error_code: 'place-not-reached',
          retryable: true,
        },
      }
    case 'aborted':
      return { event: 'cancelled', status_message: { message: 'cancelled' } }
  }
}
