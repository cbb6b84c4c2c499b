import type { MessageId } from '../../shared/domain/ids.ts'
import { ConversationId, PaneId, RunId, HarnessSessionId, TerminalId } from '../../shared/domain/ids.ts'
import { conversationOfRun } from '../../shared/domain/conversation.ts'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import type { ListedMessages } from '../../shared/contract/api/message.ts'
import type { z } from 'zod'
import { delay } from '../../shared/kernel/clock.ts'
import { FakeClock } from '../fake-clock.ts'
import { seededRandom, type Random } from './random.ts'
import { SimulatedAgent } from './simulated-agent.ts'
import { SimulatedMain, type Machine } from './simulated-main.ts'
import { fairWeather, simulatedClient } from './simulated-network.ts'
import type { SimulatedService } from './simulated-service.ts'

/** What one random history came to. */
export type Outcome = {
  readonly sent: number
  readonly undelivered: number
  readonly neverShown: number
  readonly mostShown: number
  readonly mostWriters: number
  readonly wakes: number
  readonly faults: number
  readonly wakesByHand: number
}

/**
 * Plays one history: a lead and its child get mail at random moments, while requests and answers get lost, agents die at
 * any step, and main is killed and started again. Then the weather clears, and everything must come right.
 */
export async function playHistory(service: SimulatedService, seed: number): Promise<Outcome> {
  const random = seededRandom(seed)
  const clock = new FakeClock(1_000_000_000_000 + seed * 10_000_000)
  service.begin(clock)
  const weather = fairWeather()
  const client = simulatedClient(service, clock, random, weather, 3_000)
  const ownClient = simulatedClient(service, clock, random, weather, 250) // hooks are on the service's machine
  let crashes = 0
  let faults = 0
  const disk: unknown[] = []
  const agents = new Map<ConversationId, SimulatedAgent>()
  const connect = (isGone: () => boolean) => simulatedClient(service, clock, random, weather, 3_000, isGone)
  const machine: Machine = { service, connect, clock, random, agents, disk, fences: new Set(), wakes: 0 }
  const runs: RunId[] = []
  for (const name of ['lead', 'kid']) {
    const run = startRun(service, random, name, runs[0])
    const id = ConversationId.parse(uuid(random))
    const ids = {
      id,
      paneId: PaneId.parse(`p${runs.length}`),
      terminalId: TerminalId.parse(`t${runs.length}`),
    }
    const session = HarnessSessionId.parse(uuid(random))
    const parent = [...agents.keys()][0] ?? null
    const told = conversationOfRun(run, parent, { ...ids, session }, { directory: '/', now: clock.now() })
    const conversation = { ...told, harness: 'claude', cursor: service.lastSequence() }
    disk.push(conversation)
    const parts = {
      conversation: () => conversation,
      client: ownClient,
      clock,
      random,
      crashes: () => crashes,
    }
    agents.set(id, new SimulatedAgent(parts))
    runs.push(run.run_id)
  }
  let main = new SimulatedMain(machine)
  void main.start()

  Object.assign(weather, {
    lost: random.next() * 0.3,
    answerLost: random.next() * 0.3,
    slow: random.next() * 0.4,
  })
  crashes = random.next() * 0.2
  const sent = random.between(1, 5)
  for (let left = sent; left > 0; left -= 1) {
    await clock.turn(random.between(0, random.chance(0.3) ? 60_000 : 1_500))
    void send(random, client, clock, runs[random.between(0, 2)] as RunId) // there are two
    if (random.chance(0.15)) {
      faults += 1
      main.die()
      if (random.chance(0.3)) for (const agent of agents.values()) agent.kill() // the whole machine
      await clock.turn(random.between(0, 20_000))
      main = new SimulatedMain(machine)
      void main.start()
    }
  }
  await clock.turn(random.between(0, 30_000))
  Object.assign(weather, fairWeather())
  crashes = 0
  let wakesByHand = 0
  await clock.turn(330_000) // longer than the longest back-off
  while (undelivered(service, runs) > 0 && wakesByHand < 5) {
    wakesByHand += 1
    void main.wakeByHand()
    await clock.turn(330_000)
  }
  main.die()
  for (const agent of agents.values()) agent.kill(true)
  const outcome = judge(service, runs, [...agents.values()], {
    ...{ sent, faults, wakes: machine.wakes, wakesByHand },
  })
  await service.end()
  return outcome
}

function judge(
  service: SimulatedService,
  runs: readonly RunId[],
  agents: readonly SimulatedAgent[],
  counted: Pick<Outcome, 'sent' | 'faults' | 'wakes' | 'wakesByHand'>,
): Outcome {
  const shown = new Set(
    agents.flatMap(({ ledger }) => [...ledger.shown.keys()].map((key) => key.split(':')[1])),
  )
  const messages = runs.flatMap((run) => mailOf(service, run))
  return {
    ...counted,
    undelivered: undelivered(service, runs),
    neverShown: messages.filter(({ message_id }) => !shown.has(message_id as MessageId)).length,
    mostShown: Math.max(0, ...agents.flatMap(({ ledger }) => [...ledger.shown.values()])),
    mostWriters: Math.max(...agents.map(({ ledger }) => ledger.mostWriters)),
  }
}

const mailOf = (service: SimulatedService, run_id: RunId) =>
  // the handler's answer has this shape
  (
    service.perform('listMessages', { params: { run_id }, query: { limit: 100 } }) as z.output<
      typeof ListedMessages
    >
  ).messages

const undelivered = (service: SimulatedService, runs: readonly RunId[]): number =>
  runs.flatMap((run) => mailOf(service, run)).filter(({ state }) => state !== 'delivered').length

function startRun(
  service: SimulatedService,
  random: Random,
  name: string,
  parent: RunId | undefined,
): RunItem {
  const run_id = RunId.parse(uuid(random))
  const config = { name, harness: { type: 'claude' } }
  const below = parent === undefined ? {} : { parent_run_id: parent }
  service.perform('createRun', {
    body: { run_id, prompt: 'p', execution_location: 'LOCAL', config, ...below },
  })
  const session_id = HarnessSessionId.parse(`session-${run_id}`)
  for (const signal of [
    { kind: 'turn-began', session_id },
    { kind: 'turn-ended', session_id, has_background_work: false },
  ] as const)
    service.perform('reportSignal', { params: { run_id }, body: { signal } })
  return service.perform('getRun', { params: { run_id } }) as RunItem // the handler's answer has this shape
}

/** Sends until it is accepted, under one key, as the CLI of an agent does. */
async function send(random: Random, client: ApiClient, clock: FakeClock, to: RunId): Promise<void> {
  const idempotencyKey = uuid(random)
  for (;;) {
    const sent = await client.call('sendMessages', {
      body: { to: [to], subject: 's', body: 'b' },
      idempotencyKey,
    })
    if (sent.ok) return
    await delay(clock, 1_000)
  }
}

function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.between(0, 16).toString(16)).join('')
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')
}
