import type { Lease } from '../shared/contract/api/worker.ts'
import type { WorkerId } from '../shared/domain/ids.ts'
import type { Harness } from '../shared/harness/harness.ts'
import { formatOfHarness } from '../shared/contract/api/transcript-format.ts'
import { harnessNamed } from '../shared/harness/registry.ts'
import { delay, type Clock } from '../shared/kernel/clock.ts'
import { Disposables } from '../shared/kernel/disposables.ts'
import { strayGraceMs } from '../shared/limits.ts'
import { drainMs, handBackWithinMs } from '../shared/worker-limits.ts'
import { startAgent } from './agent-process.ts'
import { withAnnouncedMail } from './announced-mail.ts'
import { boundReached, concludeExecution } from './conclude.ts'
import type { ExecutionRecords } from './execution-records.ts'
import { answerGiver } from './give-answer.ts'
import { keepLease, type Bound, type StopReason } from './lease-keeper.ts'
import type { WorkerMeasures } from './measures.ts'
import { watchMemory } from './memory-watch.ts'
import { OutputStream } from './output-stream.ts'
import { endAtOnce, runStop } from './run-stop.ts'
import { prepareExecution, type PreparedExecution, type WorkerPlace } from './prepare-execution.ts'
import { executeAtPlace } from './places/execute-at-place.ts'
import type { Places } from './places/open-places.ts'
import type { TurnRecords } from './places/turn-records.ts'
import { endTree } from './process-tree.ts'
import { handBack, report } from './report.ts'
import { uploadTranscript } from './transcript.ts'

/** What executions share. */
export type ExecutionWorld = {
  readonly workerId: WorkerId
  readonly place: WorkerPlace
  /** Where runs that name a place are carried out. */
  readonly places: Places
  /** What places have accepted. */
  readonly turns: TurnRecords
  readonly records: ExecutionRecords
  readonly measures: WorkerMeasures
  readonly clock: Clock
  readonly log: (text: string) => void
}

/** Executes one lease to its end: prepare, run, report. `abort` ends it at once, and hands it back to be done again. */
export async function execute(lease: Lease, world: ExecutionWorld, abort: AbortSignal): Promise<void> {
  const failSetup = (message: string): Promise<void> =>
    report(lease, world, { event: 'failed', status_message: { message, error_code: 'setup' } })
  const { place: placeName } = lease.run.agent_config ?? {}
  try {
    if (placeName === undefined) return await executeHere(lease, world, abort, failSetup)
    const place = world.places.get(placeName)
    if (!place) return await failSetup(`this worker does not serve the place ${placeName}`)
    await executeAtPlace(lease, place, world, abort)
  } catch (error) {
    // The edge of one execution: the others go on, and the service learns why this one did not.
    world.log(`${lease.execution_id}: ${error instanceof Error ? error.stack : String(error)}`)
    await failSetup(`the worker could not run it: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function executeHere(
  lease: Lease,
  world: ExecutionWorld,
  abort: AbortSignal,
  failSetup: (message: string) => Promise<void>,
): Promise<void> {
  const { agent_config: config } = lease.run
  const harness = harnessNamed(config?.harness?.type ?? (config?.command ? 'command' : 'claude'))
  if (!harness) return failSetup('this worker cannot run the harness')
  const { client } = world.place.service
  const announced = harness.abilities.hasHooks
    ? await withAnnouncedMail(client, lease.run.run_id, lease.prompt)
    : { ok: true as const, value: lease.prompt } // `run-command` hands them over itself
  if (!announced.ok) return failSetup(`the announced messages could not be read: ${announced.error}`)
  const prepared = await prepareExecution(lease, harness, announced.value, world.place, abort)
  if (abort.aborted) return handBack(lease, world, 'stopped')
  if (!prepared.ok) return failSetup(prepared.error)
  await run(lease, harness, prepared.value, world, abort)
}

async function run(
  lease: Lease,
  harness: Harness,
  prepared: PreparedExecution,
  world: ExecutionWorld,
  abort: AbortSignal,
): Promise<void> {
  const { client } = world.place.service
  const { workerId, clock } = world
  const { policy } = world.place
  const params = { execution_id: lease.execution_id }
  const life = new Disposables()
  const output = new OutputStream(
    (part, text) =>
      client.call('appendOutput', { params, body: { worker_id: workerId, fence: lease.fence, part, text } }),
    clock,
  )
  let hasStarted = false
  let session = prepared.session
  let told: Promise<unknown> = Promise.resolve()
  const agent = startAgent(
    prepared,
    harness.headlessReader?.() ?? null,
    {
      onText: (text) => {
        world.measures.printed(text.length)
        output.push(text)
      },
      onStarted: (named) => {
        if (hasStarted) return
        hasStarted = true
        session = named ?? session // one that takes no id tells the one it chose
        told = report(lease, world, { event: 'started', session_id: session })
      },
    },
    { clock, niceness: policy.niceness },
  )
  if (agent.pid !== null) world.records.add(lease, { pid: agent.pid, stopArgv: prepared.stopArgv })
  const tree = { group: agent.pid, executionId: lease.execution_id }
  let stopped: StopReason | null = null
  let ending: Promise<void> = Promise.resolve()
  const lost = new AbortController()
  const stop = (reason: StopReason): void => {
    stopped ??= reason
    if (reason === 'lease-lost') {
      output.giveUp()
      lost.abort()
    }
    void runStop(prepared.stopArgv, world.log) // the tree here is ended all the same
    ending = endTree(tree, drainMs, clock)
  }
  const onAbort = (): void => {
    ending = endAtOnce(tree, prepared.stopArgv, clock, world.log)
  }
  abort.addEventListener('abort', onAbort)
  life.add({ dispose: () => abort.removeEventListener('abort', onAbort) })
  const answer = answerGiver({
    ...{ harness, client, runId: lease.run.run_id, runDirectory: prepared.runDirectory, log: world.log },
    session: () => session,
  })
  life.add(keepLease(lease, workerId, client, clock, { stop, answer }))
  // Told before it is ended: the agent's own word of its end must not be the reason that is shown.
  const endAt = async (bound: Bound): Promise<void> => {
    await output.flush()
    await report(lease, world, { ...boundReached[bound], session_id: prepared.session })
    stop(bound)
  }
  if (policy.maxMs !== null) life.add(clock.after(policy.maxMs, () => void endAt('timed-out')))
  if (policy.maxMemoryBytes !== null)
    life.add(watchMemory(tree, policy.maxMemoryBytes, clock, () => void endAt('out-of-memory')))
  const end = await agent.ended
  const isCutOff = abort.aborted // one that had ended before is told of as it ended
  abort.removeEventListener('abort', onAbort)
  await ending
  await endTree(tree, strayGraceMs, clock) // a tool that it left running belongs to the turn that is over
  world.records.remove(lease.execution_id)
  if (isCutOff) {
    await Promise.race([output.flush(), delay(clock, handBackWithinMs)])
    output.giveUp()
    life.dispose()
    return handBack(lease, world, 'stopped') // its processes are gone: the next one may begin
  }
  // The lease is kept until the end is told: without the service the wait for that is over when the lease is.
  const tell = async (): Promise<void> => {
    const conclusion = concludeExecution(end, stopped, clock.now())
    await output.flush()
    await told
    const transcript = prepared.transcript(session)
    if (transcript !== null) {
      const held = { execution_id: lease.execution_id, worker_id: workerId, fence: lease.fence }
      const what = { runId: lease.run.run_id, session }
      const options = { client, clock, signal: lost.signal, attemptsMax: uploadAttemptsMax }
      const sent = await uploadTranscript(what, formatOfHarness(harness.name), transcript, held, options)
      if (sent.ok) world.measures.sessionKept()
      else world.log(`${lease.execution_id}: its session was not uploaded: ${sent.error}`)
    }
    const kept = { session_id: session, keep_ms: policy.idleMs }
    await report(lease, world, { ...conclusion, ...kept }, lost.signal)
    world.measures.ended(conclusion.event)
  }
  await Promise.race([tell(), aborted(lost.signal)])
  life.dispose()
}

const uploadAttemptsMax = 6 // of one part; the end of the turn is told all the same

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
