import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogEvent } from '../shared/contract/api/event.ts'
import type { RunItem } from '../shared/contract/api/run.ts'
import type { Lease } from '../shared/contract/api/worker.ts'
import { isEnded, lifecycleEventTypes, type RunState } from '../shared/domain/run.ts'
import { leaseMs } from '../shared/limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { serviceDirectory, testService, type TestService } from '../testing/service-harness.ts'

/**
 * Random histories of one service: people, workers that race, come late and repeat themselves, kills, restarts and a clock
 * that runs; each request may be sent twice under its key. A small model says what every answer must be.
 */
const which = fc.nat(5)
const step = fc.record({
  isTwice: fc.boolean(),
  act: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('create' as const),
        parent: fc.option(which),
        isLocal: fc.boolean(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('claim' as const), worker: fc.nat(1) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('report' as const),
        lease: fc.nat(8),
        worker: fc.nat(1),
        event: fc.constantFrom(
          'started',
          'started',
          'succeeded',
          'failed',
          'errored',
          'cancelled',
          'refused',
        ),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('send' as const), to: which }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('follow-up' as const), run: which }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('publish' as const), run: which }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('cursor' as const),
        run: which,
        part: fc.double({ min: 0, max: 1.2, noNaN: true }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('cancel' as const, 'kill' as const),
        run: which,
        children: fc.constantFrom('leave', 'take'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1_000, leaseMs) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  ),
})
type Act = (typeof step extends fc.Arbitrary<infer Step> ? Step : never)['act']
type Run = {
  id: string
  children: string[]
  isKilled: boolean
  killedAt: number
  cursor: number
  mail: string[]
  created: RunState
  isLocal: boolean
}
type Held = { lease: Lease; worker: string; until: number; isStarted: boolean; isAlive: boolean }
const stateOf = Object.fromEntries(
  Object.entries(lifecycleEventTypes).map(([state, type]) => [type, state as RunState]),
) // its own keys

class History {
  readonly #clock = new FakeClock(Date.UTC(2026, 0, 1))
  readonly #directory = serviceDirectory()
  readonly #runs: Run[] = []
  readonly #held: Held[] = []
  #log: LogEvent[] = []
  #service!: TestService

  async begin(): Promise<void> {
    this.#service = await testService({ clock: this.#clock, dataDir: this.#directory.path })
  }
  async end(): Promise<void> {
    await this.#service.close()
    this.#directory.dispose()
  }

  async #ask(method: string, path: string, body?: object, key?: string) {
    const answer = await fetch(`${this.#service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#service.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never }
  }

  /** Asks, and when it is said asks again as a client does whose answer was lost: nothing may be different. */
  async #change<Body>(isTwice: boolean, method: string, path: string, body: object) {
    const key = randomUUID()
    const first = await this.#ask(method, path, body, key)
    expect(first.status).not.toBe(500)
    if (isTwice && first.status < 300) {
      const { length } = await this.#readLog()
      expect(await this.#ask(method, path, body, key)).toEqual(first)
      expect(await this.#readLog()).toHaveLength(length)
    }
    return first as { status: number; body: Body }
  }

  async #readLog(): Promise<LogEvent[]> {
    const { body } = await this.#ask('GET', `/agent/events?since=${this.#log.length}&limit=500`)
    this.#log = [...this.#log, ...(body as LogEvent[])]
    return this.#log
  }

  async act(act: Act, isTwice: boolean): Promise<void> {
    const run = 'run' in act ? this.#runs[act.run % Math.max(1, this.#runs.length)] : undefined
    if ('run' in act && run === undefined) return
    const at = `/agent/runs/${run?.id}`
    switch (act.kind) {
      case 'create': {
        const parent =
          act.parent === null ? undefined : this.#runs[act.parent % Math.max(1, this.#runs.length)]
        const made = await this.#change<{ run_id: string; state: RunState }>(isTwice, 'POST', '/agent/runs', {
          prompt: 'p',
          config: { harness: { type: 'command' } },
          ...(act.isLocal ? { execution_location: 'LOCAL' } : {}),
          ...(parent === undefined ? {} : { parent_run_id: parent.id }),
        })
        expect(made.status).toBe(parent?.isKilled ? 410 : 200)
        if (made.status !== 200) return
        const { run_id: id, state: created } = made.body
        parent?.children.push(id)
        this.#runs.push({
          id,
          created,
          isLocal: act.isLocal,
          children: [],
          isKilled: false,
          killedAt: Infinity,
          cursor: 0,
          mail: [],
        })
        return
      }
      case 'claim': {
        const worker = `w${act.worker}`
        const body = { worker_id: worker, harnesses: ['command'], wait_ms: 0 }
        const { lease } = (
          await this.#change<{ lease: Lease | null }>(false, 'POST', '/workers/leases', body)
        ).body
        if (lease === null) return
        // Nobody else holds it, or anything else of its run, and its number was never given before.
        for (const { lease: other, isAlive } of this.#held) {
          if (isAlive) expect(other.run.run_id).not.toBe(lease.run.run_id)
          if (other.execution_id === lease.execution_id) expect(lease.fence).toBeGreaterThan(other.fence)
        }
        this.#held.push({
          lease,
          worker,
          until: this.#clock.now() + leaseMs,
          isStarted: false,
          isAlive: true,
        })
        return
      }
      case 'report': {
        const held = this.#held[act.lease % Math.max(1, this.#held.length)]
        if (held === undefined) return
        const { lease } = held
        const worker_id = `w${act.worker}`
        const body = { worker_id, fence: lease.fence, event: act.event }
        const path = `/workers/leases/${lease.execution_id}/report`
        const told = await this.#change<{ applied: boolean }>(isTwice, 'POST', path, body)
        const counts = held.isAlive && held.worker === worker_id
        expect(told).toEqual({ status: 200, body: { applied: counts } })
        if (!counts) return
        if (act.event === 'started') held.isStarted = true
        else held.isAlive = false
        return
      }
      case 'send': {
        const to = this.#runs[act.to % Math.max(1, this.#runs.length)]
        if (to === undefined) return
        const sent = await this.#change<{ message_ids: string[] }>(isTwice, 'POST', '/agent/messages', {
          to: [to.id],
          subject: 's',
          body: 'b',
        })
        expect(sent.status).toBe(to.isKilled ? 410 : 200)
        if (sent.status === 200) to.mail.push(...sent.body.message_ids)
        return
      }
      case 'follow-up': {
        const { status } = await this.#change(isTwice, 'POST', `${at}/followups`, { message: 'go on' })
        expect(status).toBe(run?.isKilled ? 410 : run?.isLocal ? 422 : 200)
        return
      }
      case 'publish': {
        const { status, body } = await this.#change<{ sequence: number }>(
          isTwice,
          'POST',
          `/agent/events/${run?.id}`,
          { event_type: 'tick' },
        )
        expect(status).toBe(run?.isKilled ? 410 : 200)
        if (status === 200)
          expect((await this.#readLog()).at(body.sequence - 1)).toMatchObject({
            event_type: 'tick',
            run_id: run?.id,
          })
        return
      }
      case 'cursor': {
        const last = (await this.#readLog()).length
        const sequence = Math.floor(act.part * last)
        const { status } = await this.#change(isTwice, 'PATCH', `${at}/event-sequence`, { sequence })
        expect(status).toBe(sequence > last ? 400 : 204)
        if (run !== undefined && status === 204) run.cursor = Math.max(run.cursor, sequence)
        return
      }
      case 'cancel':
      case 'kill': {
        const { status } = await this.#change(isTwice, 'POST', `${at}/${act.kind}`, {
          children: act.children,
        })
        if (act.kind === 'kill') expect(status).toBe(204)
        if (act.kind === 'kill' && run !== undefined) this.#bury(run, act.children === 'take')
        return
      }
      case 'pass':
        await this.#clock.turn(act.ms)
        for (const held of this.#held) if (held.until <= this.#clock.now()) held.isAlive = false
        return
      case 'restart':
        await this.#service.close()
        await this.begin()
        for (const held of this.#held) held.until = this.#clock.now() + leaseMs // its absence is nobody's silence
    }
  }

  #bury(run: Run, takesChildren: boolean): void {
    run.isKilled = true
    if (!takesChildren) return
    for (const child of this.#runs) if (run.children.includes(child.id)) this.#bury(child, true)
  }

  /** What is true at every moment. */
  async check(): Promise<void> {
    const log = await this.#readLog()
    expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1))
    const { runs } = (await this.#ask('GET', '/agent/runs?limit=500')).body as { runs: RunItem[] }
    expect(runs.map(({ run_id: id }) => id as string).sort()).toEqual(this.#runs.map(({ id }) => id).sort())
    for (const run of this.#runs) {
      const item = runs.find(({ run_id: id }) => id === run.id)
      const own = log.filter(({ run_id: id }) => id === run.id)
      const told =
        own
          .flatMap(({ event_type: type }) => (type === 'run_queued' ? 'QUEUED' : (stateOf[type] ?? [])))
          .at(-1) ?? run.created
      const held = this.#held.filter(({ lease, isAlive }) => isAlive && lease.run.run_id === run.id)
      expect(item).toMatchObject({
        children: run.children,
        last_event_sequence: run.cursor,
        is_sandbox_running: held.some(({ isStarted }) => isStarted),
        is_killed: run.isKilled,
        state: item?.state === 'CLAIMED' && told === 'QUEUED' ? 'CLAIMED' : told,
      })
      if (held.length === 0) expect(item?.state).not.toBe('CLAIMED')
      if (!run.isKilled) continue
      expect(isEnded(told)).toBe(true)
      expect(own.at(-1)?.event_type).toBe('run_killed') // and nothing is told of it after that
    }
  }

  /** What was acknowledged to senders is there, in their order. */
  async checkMail(): Promise<void> {
    for (const run of this.#runs) {
      const { body } = await this.#ask('GET', `/agent/messages/${run.id}?limit=100`)
      const ids = (body as { message_id: string }[]).map(({ message_id: id }) => id)
      expect(ids.filter((id) => run.mail.includes(id))).toEqual(run.mail)
    }
  }
}

test('whatever happens, and however often it is repeated: the log, the runs and their leases tell the same story', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const history = new History()
      await history.begin()
      try {
        for (const { act, isTwice } of steps) {
          await history.act(act, isTwice)
          await history.check()
        }
        await history.checkMail()
      } finally {
        await history.end()
      }
    }),
    { numRuns: Number(process.env['REVEILLE_SOAK'] ?? 0) > 0 ? 500 : 15 },
  )
}, 1_200_000)
