import type { ApiClient } from '../../shared/contract/api/client.ts'
import { LogEvent } from '../../shared/contract/api/event.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { decideWake, type WakeDecision, type WakeFacts } from '../../shared/domain/wake.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { wakeConfirmMs, wakePolicy } from '../../shared/limits.ts'
import { Conversations } from '../../main/store/conversations.ts'
import { ExitReports } from '../../main/wake/exit-reports.ts'
import { WakeBoundsBook } from '../../main/wake/bounds.ts'
import { resumeDormant } from '../../main/wake/local-wake.ts'
import { Mailboxes } from '../../main/wake/mailboxes.ts'
import { applyRunEvent, type RunEventEffects } from '../../main/wake/run-events.ts'
import { applyWakeNote } from '../../main/wake/wake-record.ts'
import { Waker, type GatheredFacts, type WakeActs } from '../../main/wake/waker.ts'
import type { Waits } from '../../main/wake/waits.ts'
import type { Random } from './random.ts'
import type { SimulatedAgent } from './simulated-agent.ts'
import type { SimulatedService } from './simulated-service.ts'

/** What outlives main: its file, the agents in the pty host, the session fences. */
export type Machine = {
  readonly service: SimulatedService
  readonly connect: (isGone: () => boolean) => ApiClient
  readonly clock: Clock
  readonly random: Random
  readonly agents: ReadonlyMap<ConversationId, SimulatedAgent>
  readonly fences: Set<string>
  disk: unknown[]
  wakes: number
}

/** One life of main: the real waker, its records, its reading of the log. It may be dropped at any moment. */
export class SimulatedMain {
  readonly #machine: Machine
  readonly #client: ApiClient
  readonly #life = new Disposables()
  readonly #conversations: Conversations
  readonly #waker: Waker
  readonly #effects: RunEventEffects
  readonly #exits = new ExitReports()
  #isDead = false
  #isReading = false
  #isBehind = false

  constructor(machine: Machine) {
    this.#machine = machine
    const { clock } = machine
    this.#client = machine.connect(() => this.#isDead)
    const client = this.#client
    this.#conversations = new Conversations({
      initial: machine.disk,
      write: (all) => {
        if (!this.#isDead) machine.disk = all // records are replaced, never changed
      },
    })
    const conversations = this.#conversations
    const bounds = new WakeBoundsBook(() => conversations.all)
    this.#waker = new Waker({
      clock,
      policy: { ...wakePolicy, confirmMs: wakeConfirmMs },
      acts: {
        gatherFacts: (id) => this.#gather(id),
        conversation: (id) => (this.#isDead ? null : conversations.get(id)),
        rouse: ({ id }) => {
          machine.wakes += 1
          const roused = machine.agents.get(id)?.rouse() ?? false
          return Promise.resolve(
            roused ? ok('begun') : err({ kind: 'failed', message: 'it does not listen' }),
          )
        },
        paste: () => Promise.resolve(err({ kind: 'failed', message: 'none is pasted into here' })),
        followUp: () => Promise.resolve(err({ kind: 'failed', message: 'none is remote here' })),
        resume: (conversation, decision, reason, isAsked) => {
          machine.wakes += 1
          return this.#resume(conversation, decision, reason, isAsked)
        },
        record: (id, note) => {
          const after = conversations.update(id, (now) => applyWakeNote(now, note))
          if (after && note.kind === 'begun') bounds.noteWake(after, note.at)
          if (after && note.kind === 'forgiven') bounds.forgive(after)
        },
      },
    })
    this.#effects = {
      ...{ conversations, client, bounds },
      mailboxes: new Mailboxes(client),
      waker: this.#waker,
      waits: { note: () => {} } as unknown as Waits, // nobody waits here
      now: clock.now,
      adopt: () => Promise.resolve(),
      giveAnswer: () => Promise.resolve(),
      tellNote: () => {},
      stopProcess: () => Promise.resolve(),
      followPlace: (conversation) => Promise.resolve(conversation),
      tell: () => {},
    }
  }

  /** As after a start: what died meanwhile is told, the log is read from the cursor on, the waker begins. */
  async start(): Promise<void> {
    const { machine, conversations } = { machine: this.#machine, conversations: this.#conversations }
    for (const [id, agent] of machine.agents) {
      agent.onExit = (incarnation, isGoodEnd) =>
        this.#exits.track(id, this.#exited(id, incarnation, isGoodEnd))
      const conversation = conversations.get(id)
      if (conversation && !agent.isAlive) await this.#tellExit(conversation, agent.incarnation, null)
    }
    if (this.#isDead) return
    machine.service.onEvents = () => this.#readSoon()
    this.#waker.start()
    this.#readSoon()
    this.#tick()
    this.considerAll()
  }

  considerAll(): void {
    for (const id of this.#conversations.all.keys()) void this.#waker.consider(id)
  }

  /** A person wakes everybody by hand. */
  async wakeByHand(): Promise<void> {
    for (const id of this.#conversations.all.keys()) await this.#waker.considerAfresh(id)
  }

  /** `kill -9`. */
  die(): void {
    this.#isDead = true
    this.#machine.service.onEvents = () => {}
    this.#waker.dispose()
    this.#life.dispose()
    this.#machine.fences.clear() // a dead holder holds nothing
  }

  #tick(): void {
    this.#life.add(
      this.#machine.clock.after(5_000, () => {
        for (const agent of this.#machine.agents.values()) void agent.sendUnsent()
        this.#tick()
      }),
    )
  }

  #readSoon(): void {
    this.#isBehind = true
    if (this.#isReading || this.#isDead) return
    this.#isReading = true
    const { clock, random } = this.#machine
    // Now and then the stream breaks, and with its return everybody is considered.
    const isBroken = random.chance(0.05)
    const inMs = isBroken ? random.between(1_000, 10_000) : random.between(0, 80)
    this.#life.add(
      clock.after(inMs, () => {
        if (isBroken) this.considerAll()
        this.#isBehind = false
        void this.#read().finally(() => {
          this.#isReading = false
          if (this.#isBehind) this.#readSoon()
        })
      }),
    )
  }

  async #read(): Promise<void> {
    const { service, random } = this.#machine
    for (const root of this.#conversations.all.values()) {
      if (root.parentId !== null) continue
      const back = random.chance(0.1) ? random.between(1, 8) : 0 // read again, as after a lost cursor
      for (const event of service.eventsOf(root.runId, Math.max(0, root.cursor - back))) {
        if (this.#isDead) return
        try {
          await applyRunEvent(LogEvent.parse(event), this.#effects)
        } catch {
          await delay(this.#machine.clock, 5_000)
          this.#isReading = false
          return this.#readSoon()
        }
        const cursor = event.sequence
        this.#conversations.update(root.id, (now) => (now.cursor >= cursor ? now : { ...now, cursor }))
      }
    }
  }

  async #gather(id: ConversationId): ReturnType<WakeActs['gatherFacts']> {
    const client = this.#client
    const { agents } = this.#machine
    const stored = this.#conversations.get(id)
    if (!stored) return err({ retryAfterMs: null })
    const [pending, run] = await Promise.all([
      this.#effects.mailboxes.pending(stored.runId),
      client.call('getRun', { params: { run_id: stored.runId } }),
    ])
    if (!pending.ok || !run.ok) return err({ retryAfterMs: null })
    const conversation = this.#conversations.get(id)
    if (!conversation) return err({ retryAfterMs: null })
    const { wakes, runId, session, isKilled } = conversation
    const facts: GatheredFacts = {
      ...{ runId, place: 'local', isKilled, isRemoved: false, session },
      runState: run.value.state,
      process: agents.get(id)?.isAlive ? 'alive' : 'none',
      ...{ obstacle: null, canBeWokenIdle: true, isWokenByPlace: false, pending: pending.value },
      ...{ failures: wakes.failures, lastFailedAt: wakes.lastFailedAt, lastError: wakes.lastError },
      lastRetryAfterMs: wakes.lastRetryAfterMs,
      ...{ recentWakes: wakes.recent, isSwitchedOff: false, paste: { kind: 'cannot' }, heldBy: null },
      ...{ depth: 0, familyWakes: 0, limitedUntil: null },
    }
    return ok(facts)
  }

  #resume(
    conversation: Conversation,
    decision: WakeDecision & { kind: 'resume' },
    reason: string,
    isAsked: boolean,
  ) {
    const client = this.#client
    const { clock, random, fences, agents } = this.#machine
    return resumeDormant(conversation, decision, reason, {
      client,
      fence: {
        take: (session) => {
          if (fences.has(session)) return err('another')
          fences.add(session)
          const give = (): void => void fences.delete(session)
          return ok({ generation: 1, handOver: give, dispose: give })
        },
      },
      prepare: async () => {
        await this.#exits.settled(conversation.id)
        await delay(clock, random.between(10, 800))
        return ok({ terminalId: conversation.terminalId, plan: {}, environment: {} } as never) // only handed on
      },
      decideAgain: async () => {
        const facts = await this.#gather(conversation.id)
        const alone: Pick<WakeFacts, 'isWakeUnderWay' | 'othersWaking' | 'isAsked'> = {
          ...{ isWakeUnderWay: false, othersWaking: 0, isAsked },
        }
        return facts.ok ? decideWake({ ...facts.value, ...alone }, wakePolicy, clock.now()) : null
      },
      announce: () => Promise.resolve(),
      spawn: () => {
        if (this.#isDead) return Promise.resolve(err('main is gone'))
        return Promise.resolve(agents.get(conversation.id)?.spawn() ? ok(1) : err('a process lives'))
      },
      wakePrompt: () => 'mail',
    })
  }

  async #exited(id: ConversationId, incarnation: number, isGoodEnd: boolean): Promise<void> {
    const conversation = this.#conversations.get(id)
    if (this.#isDead || !conversation) return
    this.#waker.processEnded(id, isGoodEnd, 'its process ended before a turn began')
    await this.#tellExit(conversation, incarnation, isGoodEnd ? 0 : 137)
    void this.#waker.consider(id)
  }

  async #tellExit(conversation: Conversation, incarnation: number, exit_code: number | null): Promise<void> {
    const client = this.#client
    const { clock, agents } = this.#machine
    const signal = { kind: 'exited' as const, session_id: conversation.session, exit_code }
    while (!this.#isDead && agents.get(conversation.id)?.incarnation === incarnation) {
      const params = { run_id: conversation.runId }
      const told = await client.call('reportSignal', { params, body: { signal } })
      if (told.ok || (told.error.kind === 'refused' && !told.error.retryable)) return
      await delay(clock, 2_000)
    }
  }
}
