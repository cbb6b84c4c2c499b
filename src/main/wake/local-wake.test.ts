import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { WakeDecision } from '../../shared/domain/wake.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { testConversation, testIds, testRun } from '../../testing/conversation-facts.ts'
import { SessionFence } from '../supervision/session-fence.ts'
import { resumeDormant, type LocalWakeSteps } from './local-wake.ts'

const conversation = testConversation()
const { session } = testIds()
const decision = { kind: 'resume', session, upTo: 812, from: ['lead'] } as const
let did: string[]
let fence: SessionFence
let directory: string
let refused: string | null

/** A service that writes down what it is asked; `refused` names a call it refuses. */
const client: ApiClient = {
  call: (name) => {
    did.push(name)
    if (name === refused) return Promise.resolve(err({ kind: 'unreachable', message: 'gone' }))
    return Promise.resolve(ok(testRun(1, { state: 'SUCCEEDED' }) as never)) // every call here answers with a run
  },
}
const steps = (overrides: Partial<LocalWakeSteps> = {}): LocalWakeSteps => ({
  fence,
  client,
  prepare: () => {
    did.push('prepare')
    return Promise.resolve(
      ok({
        terminalId: testIds().terminalId,
        plan: { argv: [], directory: '/', environment: {}, seeds: [], trust: null },
        environment: {},
      }),
    )
  },
  decideAgain: () => {
    did.push('decide again')
    return Promise.resolve<WakeDecision | null>(decision)
  },
  announce: () => Promise.resolve(),
  spawn: () => {
    did.push('spawn')
    return Promise.resolve(ok(process.ppid))
  },
  wakePrompt: () => 'mail',
  ...overrides,
})
const resume = (overrides: Partial<LocalWakeSteps> = {}) =>
  resumeDormant(conversation, decision, 'woken', steps(overrides))

beforeEach(() => {
  did = []
  directory = mkdtempSync(join(tmpdir(), 'fence-'))
  fence = new SessionFence({ directory, who: 'Reveille here' })
  refused = null
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('a resume goes in its order: prepare, decide again, reopen as the last remote step, spawn', async () => {
  expect(await resume()).toEqual(ok('begun'))
  expect(did).toEqual(['prepare', 'decide again', 'getRun', 'reopenRun', 'spawn'])
  expect(fence.otherHolder(session)).toBe(`the agent that Reveille here runs (pid ${process.ppid})`)
})
test('a session that somebody else holds is left alone, and it is said who', async () => {
  const other = new SessionFence({ directory, who: 'Reveille there' }).take(session)
  expect(other.ok).toBe(true)
  const message = `its session is held by Reveille there (pid ${process.pid})`
  expect(await resume()).toEqual({ ok: false, error: { kind: 'failed', message } })
  expect(did).toEqual([])
})
test('facts that changed meanwhile stop it before the run is touched', async () => {
  const outcome = await resume({
    decideAgain: () => Promise.resolve<WakeDecision>({ kind: 'hold', because: 'session-held' }),
  })
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'held' } })
  expect(did).toEqual(['prepare'])
})
test('a run that cannot be reopened starts no process', async () => {
  refused = 'reopenRun'
  expect(await resume()).toMatchObject({ ok: false, error: { kind: 'failed' } })
  expect(did).not.toContain('spawn')
})
test('a process that cannot be started leaves the run as it was', async () => {
  expect(await resume({ spawn: () => Promise.resolve(err('no such file')) })).toEqual(
    err({ kind: 'failed', message: 'no such file' }),
  )
  expect(did.at(-1)).toBe('undoReopen')
  expect(fence.take(session)).toMatchObject({ ok: true, value: { generation: 2 } })
})
