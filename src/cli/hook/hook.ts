import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describeFailure, type ClientOf } from '../../shared/contract/api/client.ts'
import type { TakenMailbox } from '../../shared/contract/api/message.ts'
import { ExecutionId, type HarnessSessionId, type RunId } from '../../shared/domain/ids.ts'
import { renderMailbox } from '../../shared/domain/mailbox-context.ts'
import type { AgentAsk, HarnessSignal } from '../../shared/domain/signal.ts'
import { parseUnsent, unsentFile, type Unsent } from '../../shared/domain/unsent.ts'
import { askIdFile } from '../../shared/harness/answer-waiter.ts'
import { atWorkFile } from '../../shared/harness/at-work.ts'
import type { Harness, HookOutput, HookReading } from '../../shared/harness/harness.ts'
import { withResetTime } from '../../shared/harness/reset-time.ts'
import { tellUnsent } from '../../shared/harness/tell-unsent.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { mailboxContextChars, unsentSignalsMax } from '../../shared/limits.ts'
import { withHookLock } from './hook-lock.ts'
import { tailOf } from './transcript-tail.ts'

/** What one hook works with. */
export type HookWorld = {
  readonly harness: Harness
  readonly event: string
  readonly runId: RunId
  readonly runDirectory: string
  readonly executionId: string | undefined
  readonly client: ClientOf<'takeMailbox' | 'shownMailbox' | 'reportSignal'>
  readonly clock: Clock
  /** Resolves when the harness has the text; rejects when it hung up. */
  readonly say: (output: HookOutput) => Promise<void>
  readonly log: (text: string) => void
  readonly newId: () => string
  /** The time zone in which its harness tells times. */
  readonly zone: string
  /** A shell waits behind this hook for an answer from elsewhere. */
  readonly canWaitForAnswer: boolean
}

/**
 * Carries out one hook: tells the service what happened, and puts the mailbox into the agent's context where the
 * event allows it. At the end of a turn the mailbox comes first: with mail the turn goes on, and has not ended.
 */
export async function performHook(world: HookWorld, input: unknown): Promise<void> {
  const reading = world.harness.readHook(world.event, input)
  const { mailbox, session, ask } = reading
  const end = endOf(world, reading)
  const told = end && withResetTime(end, world.clock.now(), world.zone)
  const signal = told?.kind === 'blocked' && ask ? { ...told, ask: openQuestion(world, ask) } : told
  if (told?.kind === 'work-went-on' || told?.kind === 'turn-ended')
    rmSync(join(world.runDirectory, atWorkFile), { force: true })
  const continued = join(world.runDirectory, 'continued')
  if (signal?.kind === 'turn-began' && reading.isContinuation !== true) rmSync(continued, { force: true })
  if (mailbox === 'continue-turn' && session !== null) {
    // Once: what comes meanwhile is for the waker, which has a budget; so two agents cannot keep a turn going for ever.
    const mayGoOn = signal?.kind === 'turn-ended' && !existsSync(continued)
    const isContinued = mayGoOn && (await deliver(world, session, mailbox))
    if (isContinued) writeFileSync(continued, '', { mode: 0o600 })
    else if (signal) await tell(world, [{ key: world.newId(), signal }])
    return
  }
  if (signal && isNews(world, signal)) await tell(world, [{ key: world.newId(), signal }])
  if (mailbox !== null && session !== null) await deliver(world, session, mailbox)
}

/** Some harnesses tell every end alike; then the transcript says whether it was a good one. */
function endOf(world: HookWorld, { signal, session, transcript }: HookReading): HarnessSignal | null {
  const { readTurnEnd } = world.harness
  if (signal?.kind !== 'turn-ended' || !readTurnEnd || transcript === undefined || session === null)
    return signal
  return readTurnEnd(tailOf(transcript), session) ?? signal
}

/** Gives the question an id, by which it alone can be answered. */
function openQuestion(world: HookWorld, ask: NonNullable<HookReading['ask']>): AgentAsk {
  const id = world.newId()
  const { renderAnswer, line } = world.harness
  const canWait = world.canWaitForAnswer && renderAnswer !== undefined
  const hasLine = line !== undefined && existsSync(join(world.runDirectory, line.socket))
  const can_answer = ask.can_answer && (canWait || hasLine)
  const file = join(world.runDirectory, askIdFile)
  if (canWait && ask.can_answer) writeFileSync(file, `${id}\n`, { mode: 0o600 })
  else rmSync(file, { force: true }) // the shell behind this hook finds nothing to wait for
  return { ...ask, id, can_answer }
}

/** True when messages went into the agent's context. */
async function deliver(
  world: HookWorld,
  session: HarnessSessionId,
  point: Exclude<HookReading['mailbox'], null>,
): Promise<boolean> {
  const outcome = await withHookLock(world.runDirectory, world.clock, async () => {
    await tell(world, []) // a claim that is not known as shown would be given out again
    const taken = await world.client.call('takeMailbox', {
      params: { run_id: world.runId },
      body: { session_id: session, max_chars: mailboxContextChars },
    })
    if (!taken.ok) world.log(`take (${point}): ${describeFailure(taken.error)}`)
    if (!taken.ok || taken.value.messages.length === 0) return false
    await world.say(render(world, taken.value))
    await tell(world, [{ shown: taken.value.claim_id }]) // only now they stand in the context
    return true
  })
  if (outcome === null) world.log('another hook of this run held the mailbox for too long')
  return outcome ?? false
}

const render = (world: HookWorld, taken: TakenMailbox): HookOutput =>
  world.harness.renderHook(world.event, renderMailbox(taken.messages, taken.remaining))

/**
 * Tells the service, what was kept before first. What it does not take now is kept in the run's directory, in order, and
 * told by the next hook or by the app: an agent whose end of turn nobody heard would be taken for working for ever.
 */
async function tell(world: HookWorld, news: readonly Unsent[]): Promise<void> {
  const { data: executionId } = ExecutionId.safeParse(world.executionId) // a local run has none
  const path = join(world.runDirectory, unsentFile)
  const kept = existsSync(path) ? parseUnsent(readFileSync(path, 'utf8')) : []
  const all = [...kept, ...news].slice(-unsentSignalsMax)
  if (all.length === 0) return
  // Kept before it is told: this process may be ended while the service does not answer.
  keep(path, all)
  let told = 0
  for (const one of all) {
    const outcome = await tellUnsent(world.client, world.runId, one, executionId)
    if (outcome.kind !== 'told')
      world.log(`${'shown' in one ? 'shown' : one.signal.kind}: ${describeFailure(outcome.failure)}`)
    if (outcome.kind === 'kept') break
    told += 1
  }
  if (told === all.length) rmSync(path, { force: true })
  else keep(path, all.slice(told))
}

const keep = (path: string, all: readonly Unsent[]): void =>
  writeFileSync(path, all.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 })

/** That work goes on is news only after a question; a marker remembers one, so that most tool calls cost one request. */
function isNews(world: HookWorld, signal: HarnessSignal): boolean {
  const marker = join(world.runDirectory, 'asked')
  const wasAsked = existsSync(marker)
  if (signal.kind === 'blocked') writeFileSync(marker, '', { mode: 0o600 })
  else if (wasAsked) {
    rmSync(marker, { force: true })
    releaseWaiters(world.runDirectory)
  }
  return signal.kind !== 'work-went-on' || wasAsked
}

/** A question that was answered in the pane leaves its waiter behind; an empty line ends it. */
function releaseWaiters(runDirectory: string): void {
  for (const name of readdirSync(runDirectory)) {
    if (!/^answer-.*\.fifo$/.test(name)) continue
    const path = join(runDirectory, name)
    try {
      const pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
      writeSync(pipe, '\n')
      closeSync(pipe)
    } catch {
      // nobody waits on it any more
    }
    rmSync(path, { force: true })
  }
}
