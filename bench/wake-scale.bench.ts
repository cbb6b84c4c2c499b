/** What a thousand sleeping children cost, how fast wakes are decided, and what a storm of messages comes to. */
import { randomUUID } from 'node:crypto'
import { conversationOfRun, type Conversation } from '../src/shared/domain/conversation.ts'
import {
  ConversationId,
  HarnessSessionId,
  MessageId,
  PaneId,
  RunId,
  TerminalId,
} from '../src/shared/domain/ids.ts'
import { decideWake, unbounded, type WakeFacts } from '../src/shared/domain/wake.ts'
import { RunItem } from '../src/shared/contract/api/run.ts'
import { wakePolicy } from '../src/shared/limits.ts'
import { FakeClock } from '../src/testing/fake-clock.ts'
import { fairWeather, simulatedClient } from '../src/testing/simulation/simulated-network.ts'
import { SimulatedAgent } from '../src/testing/simulation/simulated-agent.ts'
import { SimulatedMain, type Machine } from '../src/testing/simulation/simulated-main.ts'
import { SimulatedService } from '../src/testing/simulation/simulated-service.ts'
import { seededRandom } from '../src/testing/simulation/random.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const children = 100
const messages = 10_000
const dormant = 1_000

function decisions(): void {
  const facts = {
    ...unbounded,
    ...{ runId: RunId.parse(randomUUID()), place: 'local', isKilled: false, isRemoved: false },
    ...{ runState: 'SUCCEEDED', process: 'none', session: HarnessSessionId.parse('s'), obstacle: null },
    ...{
      canBeWokenIdle: true,
      isWokenByPlace: false,
      isAsked: false,
      isWakeUnderWay: false,
      othersWaking: 0,
    },
    ...{ failures: 1, lastFailedAt: 1, lastError: null, lastRetryAfterMs: null, recentWakes: [1, 2, 3] },
    pending: [1, 2, 3].map((sequence) => ({
      id: MessageId.parse('m'),
      sequence,
      sentAt: 0,
      from: 'lead',
      isNotice: false,
    })),
  } satisfies WakeFacts
  const perSecond = (one: () => unknown): number => {
    const rounds = 100_000
    const began = performance.now()
    for (let round = 0; round < rounds; round += 1) one()
    return (rounds / (performance.now() - began)) * 1_000
  }
  const now = 10_000_000
  const decided = median([1, 2, 3, 4, 5].map(() => perSecond(() => decideWake(facts, wakePolicy, now))))
  const copied = median([1, 2, 3, 4, 5].map(() => perSecond(() => JSON.stringify(facts))))
  report({
    ...{ bench: 'wake decisions', value: Math.round(decided), unit: 'a second' },
    yardstick: `the same facts written as JSON: ${Math.round(copied)} a second`,
    ratio: decided / copied,
  })
}

type World = {
  readonly machine: Machine
  readonly clock: FakeClock
  readonly conversations: readonly Conversation[]
}

/** So many children of one lead, each asleep after its first turn. */
function sleepers(service: SimulatedService, count: number): World {
  const clock = new FakeClock(2_000_000_000_000)
  service.begin(clock)
  const random = seededRandom(1)
  const client = simulatedClient(service, clock, random, fairWeather(), 1)
  const agents = new Map<ConversationId, SimulatedAgent>()
  const conversations: Conversation[] = []
  for (let n = 0; n <= count; n += 1) {
    const run_id = RunId.parse(randomUUID())
    const parent = conversations[0]
    const config = { name: `agent ${n}`, harness: { type: 'claude' } }
    const below = parent ? { parent_run_id: parent.runId } : {}
    service.perform('createRun', {
      body: { run_id, prompt: 'p', execution_location: 'LOCAL', config, ...below },
    })
    const session_id = HarnessSessionId.parse(`session-${run_id}`)
    service.perform('reportSignal', {
      params: { run_id },
      body: { signal: { kind: 'turn-began', session_id } },
    })
    service.perform('reportSignal', {
      params: { run_id },
      body: { signal: { kind: 'failed', session_id, failure: 'setup', message: 'asleep' } },
    })
    const run = RunItem.parse(service.perform('getRun', { params: { run_id } }))
    const ids = {
      id: ConversationId.parse(randomUUID()),
      paneId: PaneId.parse(`pane-${n}`),
      terminalId: TerminalId.parse(`terminal-${n}`),
      session: session_id,
    }
    const one = conversationOfRun(run, parent?.id ?? null, ids, { directory: '/', now: clock.now() })
    conversations.push({ ...one, cursor: service.lastSequence() })
    const parts = { conversation: () => one, client, clock, random, crashes: () => 0 }
    agents.set(one.id, new SimulatedAgent(parts))
  }
  const last = service.lastSequence()
  const disk = conversations.map((one) => ({ ...one, cursor: last }))
  const machine: Machine = {
    service,
    connect: () => client,
    clock,
    random,
    agents,
    disk,
    fences: new Set(),
    wakes: 0,
  }
  return { machine, clock, conversations }
}

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

async function sleeping(service: SimulatedService): Promise<void> {
  const world = sleepers(service, dormant)
  const stored = JSON.stringify(world.machine.disk).length / dormant
  const before = heap()
  const main = new SimulatedMain(world.machine)
  void main.start()
  await world.clock.turn(60_000)
  const each = (heap() - before) / dormant
  // One is the look at what hooks could not tell, which is one for all.
  if (world.clock.pendingTimers > 1)
    throw new Error(`${world.clock.pendingTimers} timers for sleeping agents`)
  if (world.machine.wakes > 1) throw new Error('somebody was woken for nothing')
  report({
    ...{
      bench: 'a dormant child, of 1,000',
      value: Math.round(each),
      unit: 'bytes of heap; no process, no timer',
    },
    yardstick: `its stored record: ${Math.round(stored)} bytes`,
    ratio: each / stored,
  })
  main.die()
}

async function storm(service: SimulatedService): Promise<void> {
  const { machine, clock, conversations } = sleepers(service, children)
  const kids = conversations.slice(1)
  const send = (n: number): unknown =>
    service.perform('sendMessages', {
      body: { to: [kids[n % children]?.runId ?? ''], subject: `message ${n}`, body: 'x'.repeat(100) },
    })
  const main = new SimulatedMain(machine)
  void main.start()
  await clock.turn(10_000)
  const before = process.memoryUsage().rss
  const sending = performance.now()
  for (let n = 0; n < messages; n += 1) send(n)
  const sent = performance.now() - sending
  const began = performance.now()
  for (let round = 0; round < 2_000 && !allDelivered(service, kids); round += 1) await clock.turn(10_000)
  const took = performance.now() - began
  if (!allDelivered(service, kids)) throw new Error('the storm did not settle')
  const megabytes = Math.round((process.memoryUsage().rss - before) / 1_048_576)
  main.die()
  report({
    ...{ bench: `a storm of ${messages} messages to ${children} sleeping children`, value: machine.wakes },
    unit: `wakes; ${Math.round(took)} ms of work until all were delivered, ${megabytes} MB more memory`,
    yardstick: `writing them into the service's store: ${Math.round(sent)} ms`,
    ratio: took / sent,
  })
}

const allDelivered = (service: SimulatedService, kids: readonly Conversation[]): boolean =>
  kids.every(({ runId }) => {
    const listed = service.perform('listMessages', {
      params: { run_id: runId },
      query: { pending: 'true', limit: 1 },
    })
    return (listed as { messages: unknown[] }).messages.length === 0 // the handler's answer has this shape
  })

decisions()
const service = new SimulatedService(new FakeClock())
await sleeping(service)
await storm(service)
service.close()
