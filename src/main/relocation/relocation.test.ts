import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createApiClient } from '../../shared/contract/api/api-client.ts'
import { sendTranscript } from '../../shared/contract/api/transcript-transfer.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { HarnessSessionId, WorkerId, type RunId } from '../../shared/domain/ids.ts'
import { oneWindow } from '../../shared/domain/windows.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { temporaryDirectory } from '../../testing/cli-process.ts'
import { testConversation, testIds } from '../../testing/conversation-facts.ts'
import { FakePtyHost } from '../../testing/fake-pty-host.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { AmbientPanes } from '../ambient-panes.ts'
import { mintIds, mintWindowId } from '../mint-ids.ts'
import { Conversations } from '../store/conversations.ts'
import { StoredWindows } from '../store/windows.ts'
import { SessionFence } from '../supervision/session-fence.ts'
import { Terminals } from '../supervision/terminals.ts'
import { Relocation } from './relocation.ts'

// The real service and this disk; only processes and terminals are played.

const session = HarnessSessionId.parse('5e551011-0000-4000-8000-000000000001')
const worker_id = WorkerId.parse('w1')
let home = ''
let service: TestService
beforeEach(async () => {
  home = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
})

/** An app whose one agent is this run, as its place says. */
async function appWith(
  runId: RunId,
  overrides: Partial<Conversation>,
  asked: (url: string) => Promise<void> = async () => {},
) {
  const conversation = testConversation(1, { runId, session, lastState: 'SUCCEEDED', ...overrides })
  const conversations = new Conversations({ initial: [conversation], write: () => {} })
  const windows = new StoredWindows({ initial: oneWindow(mintWindowId()), write: () => {} })
  const host = new FakePtyHost({ clock: systemClock, programs: {} })
  const terminals = new Terminals()
  await terminals.use(host)
  onTestFinished(() => terminals.dispose())
  const stopped: string[] = []
  const relocation = new Relocation({
    ...{ conversations, windows, terminals, clock: systemClock, mint: mintIds },
    client: createApiClient({
      ...{ address: () => service.url, token: () => service.token, clock: systemClock },
      fetch: async (url, init) => {
        const answer = await fetch(url, init)
        await asked(url)
        return answer
      },
    }),
    ambient: new AmbientPanes(),
    activity: { add: () => {} },
    fence: new SessionFence({ directory: join(home, 'fences'), who: 'a test' }),
    place: { home, platform: 'linux', environment: {}, dataDirectory: join(home, 'data') },
    isMissing: () => false,
    stopProcess: async ({ name }) => void stopped.push(name),
    settled: async () => {},
  })
  const now = () => conversations.get(conversation.id)
  const pane = () => windows.all.panes[conversation.paneId]
  return { conversation, relocation, now, pane, stopped }
}

const create = async (location: 'LOCAL' | 'REMOTE', type = 'claude'): Promise<RunId> => {
  const command = type === 'command' ? { command: ['true'] } : {}
  const config = { harness: { type }, working_directory: home, ...command }
  return (
    await service.owner.ask('createRun', { body: { prompt: 'x', execution_location: location, config } })
  ).run_id
}
/** A worker carries out its turn; the test says when. */
async function work(): Promise<() => Promise<unknown>> {
  const { lease } = await service.owner.ask('claimLease', {
    body: { worker_id, harnesses: ['claude', 'command'] },
  })
  if (lease === null) throw new Error('nothing waits for a worker')
  const tell = (event: 'started' | 'succeeded') =>
    service.owner.ask('reportExecution', {
      params: { execution_id: lease.execution_id },
      body: { worker_id, fence: lease.fence, event, session_id: session },
    })
  await tell('started')
  return () => tell('succeeded')
}
const keep = (runId: RunId, text: string, format = 'claude-jsonl') => {
  const bytes = Buffer.from(text)
  const file = {
    size: bytes.length,
    read: async (from: number, length: number) => bytes.subarray(from, from + length).toString('base64'),
    digest: async () => (await import('node:crypto')).createHash('sha256').update(bytes).digest('hex'),
  }
  const client = createApiClient({
    ...{ address: () => service.url, token: () => service.token, fetch, clock: systemClock },
  })
  return sendTranscript({ runId, format, session, file }, { client, clock: systemClock })
}
const claudeFile = (directory: string) =>
  join(home, '.claude/projects', directory.replaceAll(/[^A-Za-z0-9]/g, '-'), `${session}.jsonl`)
const placeOf = async (run_id: RunId) =>
  (await service.owner.ask('getRun', { params: { run_id } })).execution_location
const remote = { place: 'remote', terminalId: null } as const

test('a remote agent goes on here: its session stands where it is resumed from, its pane is a terminal', async () => {
  const runId = await create('REMOTE')
  await work().then((end) => end())
  await keep(runId, 'all that was said\n')
  const app = await appWith(runId, { ...remote, directory: home })
  await app.relocation.continueHere(app.conversation, null)
  expect(readFileSync(claudeFile(home), 'utf8')).toBe('all that was said\n')
  expect(app.now()).toMatchObject({ place: 'local', session, at: null })
  expect(app.pane()).toEqual({
    ...{ kind: 'terminal', conversationId: testIds(1).id, terminalId: app.now()?.terminalId },
  })
  expect(await placeOf(runId)).toBe('LOCAL')
})

test('one that has said its last word while its worker still brings its session is waited for: nothing of it is missing', async () => {
  const runId = await create('REMOTE')
  const end = await work()
  await keep(runId, 'the beginning\n')
  const signal = { kind: 'turn-ended' as const, session_id: session, has_background_work: false }
  await service.owner.ask('reportSignal', { params: { run_id: runId }, body: { signal } })
  expect((await service.owner.ask('getRun', { params: { run_id: runId } })).state).toBe('SUCCEEDED')
  let looks = 0
  const app = await appWith(runId, { ...remote, directory: home }, async (url) => {
    if (!url.endsWith(`/agent/runs/${runId}`) || (looks += 1) !== 2) return
    expect(existsSync(claudeFile(home))).toBe(false)
    await keep(runId, 'the beginning\nand the end\n')
    await end()
  })
  await app.relocation.continueHere(app.conversation, null)
  expect(looks).toBe(3)
  expect(readFileSync(claudeFile(home), 'utf8')).toBe('the beginning\nand the end\n')
})

test('a copy here that went another way is kept aside', async () => {
  const runId = await create('REMOTE')
  await work().then((end) => end())
  await keep(runId, 'all that was said\n')
  mkdirSync(dirname(claudeFile(home)), { recursive: true })
  writeFileSync(claudeFile(home), 'something else, and longer than that\n')
  const app = await appWith(runId, { ...remote, directory: home })
  await app.relocation.continueHere(app.conversation, null)
  expect(readFileSync(claudeFile(home), 'utf8')).toBe('all that was said\n')
  expect(readFileSync(`${claudeFile(home)}.set-aside`, 'utf8')).toMatch('something else')
})

test('where it worked is not here: nothing changes until a person says where it goes on', async () => {
  const runId = await create('REMOTE')
  await work().then((end) => end())
  await keep(runId, 'said\n')
  const app = await appWith(runId, { ...remote, directory: '/on/another/machine' })
  await expect(app.relocation.continueHere(app.conversation, null)).rejects.toMatchObject({
    code: 'no-directory',
  })
  expect([app.now(), await placeOf(runId)]).toEqual([app.conversation, 'REMOTE'])
  await app.relocation.continueHere(app.conversation, home)
  expect(app.now()).toMatchObject({ place: 'local', directory: home, startedBy: 'person' })
  expect(existsSync(claudeFile(home))).toBe(true)
})

test.each(['nothing kept', 'a form of its own', 'at work'] as const)(
  'it stays where it is, with the reason: %s',
  async (why) => {
    const runId = await create('REMOTE')
    const end = await work()
    if (why === 'a form of its own') await keep(runId, 'said\n', 'oz')
    if (why === 'at work') await keep(runId, 'said\n')
    else await end()
    const app = await appWith(runId, { ...remote, directory: home })
    await expect(app.relocation.continueHere(app.conversation, null)).rejects.toMatchObject({
      code: why === 'at work' ? 'refused' : 'no-session',
    })
    expect([app.now(), await placeOf(runId)]).toEqual([app.conversation, 'REMOTE'])
  },
)

test('a local agent is handed over: its process ends first, the service has its session, its pane is a distant one', async () => {
  const runId = await create('LOCAL')
  for (const signal of [
    { kind: 'turn-began' as const, session_id: session },
    { kind: 'turn-ended' as const, session_id: session, has_background_work: false },
  ])
    await service.owner.ask('reportSignal', { params: { run_id: runId }, body: { signal } })
  mkdirSync(dirname(claudeFile(home)), { recursive: true })
  writeFileSync(claudeFile(home), 'said here\n')
  const app = await appWith(runId, { directory: home })
  await app.relocation.handOff(app.conversation)
  expect(app.stopped).toEqual(['agent-1'])
  expect(app.now()).toMatchObject({ ...remote, session })
  expect(app.pane()).toEqual({ kind: 'ambient', conversationId: testIds(1).id })
  expect(await placeOf(runId)).toBe('REMOTE')
  const { transcript } = await service.owner.ask('describeTranscript', { params: { run_id: runId } })
  expect(transcript).toMatchObject({ session_id: session, bytes: 'said here\n'.length })
})

test('an agent without a session on this disk is not handed over', async () => {
  const runId = await create('LOCAL')
  const app = await appWith(runId, { directory: home })
  await expect(app.relocation.handOff(app.conversation)).rejects.toMatchObject({ code: 'no-session' })
  expect([app.now(), await placeOf(runId)]).toEqual([app.conversation, 'LOCAL'])
})

test('whoever moved a run: what is here follows once, however often it is told', async () => {
  const runId = await create('REMOTE', 'command')
  await work().then((end) => end())
  const app = await appWith(runId, { ...remote, directory: home, harness: 'command' })
  const run = await service.owner.ask('relocateRun', {
    params: { run_id: runId },
    body: { to: 'LOCAL', session_id: session },
  })
  await Promise.all([
    app.relocation.follow(app.conversation, run),
    app.relocation.follow(app.conversation, run),
  ])
  const terminalId = app.now()?.terminalId
  await app.relocation.follow(app.conversation, run)
  expect(app.now()).toMatchObject({ place: 'local', terminalId })
  expect(app.pane()).toMatchObject({ kind: 'terminal', terminalId })
})

test('a killed agent is moved by nobody', async () => {
  const runId = await create('REMOTE', 'command')
  const app = await appWith(runId, { ...remote, isKilled: true, harness: 'command' })
  await app.relocation.follow(app.conversation, { execution_location: 'LOCAL', harness_session_id: session })
  expect(app.now()).toEqual(app.conversation)
  await expect(app.relocation.continueHere(app.conversation, null)).rejects.toMatchObject({ code: 'refused' })
})

test('moved by somebody else without a session: it is here, dormant, and restoring says what is missing', async () => {
  const runId = await create('REMOTE')
  await work().then((end) => end())
  const app = await appWith(runId, { ...remote, directory: home })
  await app.relocation.follow(app.conversation, { execution_location: 'LOCAL', harness_session_id: null })
  expect(app.now()).toMatchObject({ place: 'local', session })
  expect(existsSync(claudeFile(home))).toBe(false)
})
