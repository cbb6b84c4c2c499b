import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { HarnessSessionId, RunId } from '../shared/domain/ids.ts'
import { cliEnvironment, oddService, runCli, startCli, temporaryDirectory } from '../testing/cli-process.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { startServiceProcess } from '../testing/service-process.ts'

let home = ''
let service: TestService
let environment: Record<string, string> = {}

beforeEach(async () => {
  home = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
  environment = cliEnvironment(home, { REVEILLE_URL: service.url, REVEILLE_TOKEN_FILE: service.tokenFile })
})

/** What the tests read of the CLI's answers. */
type Answer = {
  run_id: string
  message_ids: string[]
  messages: unknown[]
  runs: { agent_config: { name: string; command?: string[] }; execution_location: string }[]
  checks: { name: string; outcome: string }[]
}
const json = async (
  args: readonly string[],
  extra: Record<string, string> = {},
  input = '',
): Promise<Answer> => {
  const end = await runCli([...args, '--json'], { ...environment, ...extra }, input)
  expect(end).toMatchObject({ code: 0, stderr: '' })
  return JSON.parse(end.stdout)
}

const startLead = async (): Promise<string> =>
  (await json(['run', 'start', '--local', '--name', 'lead', '--prompt', 'lead'])).run_id

test('a family is started, listed and written to from the command line', async () => {
  const lead = await startLead()
  const inPane = { REVEILLE_RUN_ID: lead }
  const child = await json(
    ['run', 'start', '--name', 'kid', '--prompt-file', '-', '--dir', home],
    inPane,
    'Go\n',
  )
  const command = [
    '--harness',
    'command',
    '--remote',
    '--name',
    'tool',
    '--',
    'sh',
    '-c',
    'echo "$1"',
    '--',
    '--json',
  ]
  const tool = await runCli(['run', 'start', ...command], { ...environment, ...inPane })
  expect(tool).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^tool \(command, remote\): \S+ QUEUED\n$/),
  })
  const listed = await json(['run', 'list', '--family', lead])
  const runs = listed.runs.map((run) => [
    run.agent_config.name,
    run.execution_location,
    run.agent_config.command,
  ])
  expect(runs).toEqual([
    ['tool', 'REMOTE', ['sh', '-c', 'echo "$1"', '--', '--json']],
    ['kid', 'LOCAL', undefined],
    ['lead', 'LOCAL', undefined],
  ])
  const got = await json(['run', 'get', 'kid'])
  expect(got).toMatchObject({
    run_id: child.run_id,
    parent_run_id: lead,
    prompt: 'Go\n',
    agent_config: { working_directory: home },
  })
  const sent = await json(
    ['message', 'send', '--to', 'kid,tool', '--subject', 'S', '--body-file', '-'],
    inPane,
    'body\n',
  )
  expect(sent.message_ids).toHaveLength(2)
  const read = await runCli(['message', 'read', sent.message_ids[0] ?? ''], environment)
  expect(read.stdout).toContain('subject: S\n\nbody\n')
  const asKid = { REVEILLE_RUN_ID: child.run_id, REVEILLE_PARENT_RUN_ID: lead }
  expect(await json(['message', 'list', '--pending'], asKid)).toMatchObject({
    messages: [{ subject: 'S', sender_name: 'lead' }],
  })
  await json(['message', 'mark-delivered', sent.message_ids[0] ?? ''], asKid)
  expect(await json(['message', 'list', '--pending'], asKid)).toEqual({ messages: [] })
  await json(['run', 'cancel', 'tool'])
  await json(['run', 'kill', 'kid'])
  expect((await runCli(['run', 'list'], environment)).stdout).toMatch(/kid +KILLED +claude +local/)
})

test('a question is shown with its id, and answered once', async () => {
  const kid = RunId.parse((await json(['run', 'start', '--local', '--name', 'kid', '--prompt', 'p'])).run_id)
  const ask = { id: 'q1', kind: 'permission' as const, tool: 'Bash', subject: 'rm x', can_answer: true }
  const session_id = HarnessSessionId.parse('s')
  for (const signal of [
    { kind: 'turn-began' as const, session_id },
    { kind: 'blocked' as const, session_id, question: 'Bash: rm x', ask },
  ])
    await service.owner.ask('reportSignal', { params: { run_id: kid }, body: { signal } })
  const shown = async () => (await runCli(['run', 'get', 'kid'], environment)).stdout
  expect(await shown()).toContain('question: q1 (reveille run answer)')
  const answer = (...words: string[]) => runCli(['run', 'answer', 'kid', ...words], environment)
  expect((await answer('perhaps')).code).toBe(2)
  expect((await answer('allow', '--ask', 'q0')).code).toBe(7)
  expect(await answer('deny', '--reason', 'use y', '--ask', 'q1')).toMatchObject({
    code: 0,
    stdout: 'denied q1\n',
  })
  expect(await shown()).toContain('question: q1 (denied, on its way)')
})

test('a run speaks with its own token, and for itself only', async () => {
  const lead = await startLead()
  const { token } = await service.owner.ask('issueToken', { params: { run_id: RunId.parse(lead) } })
  const asLead = cliEnvironment(home, {
    REVEILLE_URL: service.url,
    REVEILLE_TOKEN: token,
    REVEILLE_RUN_ID: lead,
  })
  expect((await runCli(['run', 'start', '--name', 'kid', '--prompt', 'p'], asLead)).code).toBe(0)
  const other = (await json(['run', 'start', '--local', '--name', 'other', '--prompt', 'p'])).run_id
  expect(
    (
      await runCli(
        ['message', 'send', '--to', other, '--subject', 's', '--body', 'b', '--sender', other],
        asLead,
      )
    ).code,
  ).toBe(5)
})

test.each([
  [['run', 'get', '7f9c24e8-3b12-4fef-91e0-56a2d5a1c001'], 6],
  [['run', 'get', 'nobody'], 6],
  [['run', 'get'], 2],
  [['run', 'start'], 2],
  [['run', 'start', '--harness', 'command', '--prompt', 'p'], 2],
  [['run', 'start', '--prompt', 'p', '--permission-mode', 'root'], 2],
  [['run', 'start', '--prompt', 'p', '--local', '--remote'], 2],
  [['run', 'list', '--state', 'sideways'], 2],
  [['message', 'send', '--to', 'x', '--subject', 's'], 2],
  [['message', 'read', '-'], 6],
  [['fly'], 2],
  [['--version'], 0],
  [['--help'], 0],
])('reveille %j ends with %i, and says why on stderr only', async (args, code) => {
  const end = await runCli(args, environment)
  expect(end.code).toBe(code)
  if (code === 0) expect(end).toMatchObject({ stdout: expect.stringMatching(/\S/), stderr: '' })
  else expect(end).toMatchObject({ stdout: '', stderr: expect.stringMatching(/\S/) })
})

test('a wrong token is told from an unreachable service', async () => {
  const wrong = await runCli(['run', 'list'], { ...environment, REVEILLE_TOKEN: 'wrong' })
  expect(wrong).toMatchObject({ code: 5, stdout: '' })
  const tooLong = 'x'.repeat(131_073)
  const lead = await startLead()
  const refused = await runCli(
    ['message', 'send', '--to', lead, '--subject', 's', '--body-file', '-'],
    environment,
    tooLong,
  )
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/body/) })
})

test('a service that is away, hangs or fails is told apart, each within the bound of a request', async () => {
  const at = (url: string) =>
    runCli(['run', 'list'], cliEnvironment(home, { REVEILLE_URL: url, REVEILLE_TOKEN: 't' }))
  const [away, hung, failed] = await Promise.all([
    oddService(null).then(at),
    oddService(() => {}).then(at),
    oddService((_, response) => void response.writeHead(500).end('oops')).then(at),
  ])
  expect(away).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/cannot be reached/) })
  expect(hung).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/no answer/) })
  expect(failed).toMatchObject({ code: 1, stdout: '', stderr: 'reveille: the service answered 500\n' })
}, 30_000)

test('the embedded service is found by its file, also when it comes back on another port', async () => {
  const process1 = await startServiceProcess(home)
  onTestFinished(async () => void (await process1.end('SIGKILL')))
  const found = cliEnvironment(home, {
    REVEILLE_SERVICE_FILE: join(home, 'service', 'service.json'),
    REVEILLE_URL: 'http://127.0.0.1:1',
  })
  expect((await runCli(['run', 'list'], found)).stdout).toBe('no runs\n')
  await process1.end('SIGTERM')
  const waiting = startCli(['run', 'list'], found) // asked while nobody is there
  const process2 = await startServiceProcess(home)
  onTestFinished(async () => void (await process2.end('SIGKILL')))
  expect(await waiting.ended).toMatchObject({ code: 0, stdout: 'no runs\n' })
})

test('without any hint the data folder of the app is looked at', async () => {
  const folder = join(home, '.config', 'Reveille')
  mkdirSync(join(folder, 'service'), { recursive: true, mode: 0o700 })
  const file = { url: service.url, tokenFile: service.tokenFile, pid: 1, startTime: null }
  writeFileSync(join(folder, 'service', 'service.json'), JSON.stringify(file), { mode: 0o600 })
  expect((await runCli(['run', 'list'], { ...cliEnvironment(home) })).stdout).toBe('no runs\n')
})

test('watch prints each new message as one line, from where it was told to begin', async () => {
  const lead = await startLead()
  const send = (subject: string) =>
    json(['message', 'send', '--to', lead, '--subject', subject, '--body', 'b'])
  await send('one')
  const watch = startCli(['message', 'watch', lead], environment)
  const first = JSON.parse(await watch.line())
  expect(first).toEqual({
    sequence: expect.any(Number),
    message_id: expect.any(String),
    sender_run_id: null,
    subject: 'one',
    body: 'b',
    occurred_at: expect.any(String),
  })
  await send('two')
  expect(JSON.parse(await watch.line())).toMatchObject({ subject: 'two' })
  const later = startCli(['message', 'watch', lead, '--since-sequence', String(first.sequence)], environment)
  expect(JSON.parse(await later.line())).toMatchObject({ subject: 'two' })
})

test('doctor finds what is wrong', async () => {
  const fine = await json(['doctor', '--dir', home])
  expect(fine.checks.map((check) => `${check.name} ${check.outcome}`)).toEqual(
    expect.arrayContaining(['node ok', 'service ok', 'token files ok', 'directory ok', 'Command ok']),
  )
  const token = join(home, 'token')
  writeFileSync(token, readFileSync(service.tokenFile))
  chmodSync(token, 0o644)
  const open = await runCli(['doctor', '--token-file', token, '--dir', join(home, 'gone')], environment)
  expect(open).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/FAIL {2}token files: others can read .*[\s\S]*FAIL {2}directory/),
  })
})

test('serve and worker are the programs themselves, with their arguments and exit codes', async () => {
  const serve = startCli(['serve', '--data-dir', home, '--port', '0', '--ready-json'], environment)
  expect(JSON.parse(await serve.line())).toMatchObject({ url: expect.stringMatching(/^http/) })
  serve.child.kill('SIGTERM')
  expect((await serve.ended).code).toBe(0)
  expect(await runCli(['worker', '--harness', 'from-tomorrow'], environment)).toMatchObject({ code: 2 })
})
