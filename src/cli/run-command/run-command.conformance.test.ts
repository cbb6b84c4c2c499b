import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { RunId } from '../../shared/domain/ids.ts'
import { cliEnvironment, runCli, startCli, temporaryDirectory } from '../../testing/cli-process.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
let runId: RunId
let directory = ''
let environment: Record<string, string> = {}

beforeEach(async () => {
  directory = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
  runId = (await service.owner.ask('createRun', { body: { prompt: 'p', execution_location: 'LOCAL' } }))
    .run_id
  const { token } = await service.owner.ask('issueToken', { params: { run_id: runId } })
  environment = cliEnvironment(directory, {
    ...{
      REVEILLE_URL: service.url,
      REVEILLE_TOKEN: token,
      REVEILLE_RUN_ID: runId,
      REVEILLE_PROMPT: 'the prompt',
    },
    ...{ REVEILLE_RUN_DIR: directory, REVEILLE_SESSION_ID: 'c1' },
  })
})

const run = (options: readonly string[], script: string) =>
  runCli(['run-command', ...options, '--', 'sh', '-c', script], environment, 'typed\n')
const send = (body: string) =>
  service.owner.ask('sendMessages', { body: { to: [runId], subject: 's', body } })
const item = () => service.owner.ask('getRun', { params: { run_id: runId } })
const mailStates = async () =>
  (await service.owner.ask('listMessages', { params: { run_id: runId } })).messages.map((one) => one.state)

test('a fresh start has the terminal and the prompt; its end ends the turn', async () => {
  await send('for later')
  const end = await run([], 'read line; echo "$line, $REVEILLE_PROMPT, ${REVEILLE_MAILBOX_COUNT-no mail}"')
  expect(end).toEqual({ code: 0, stdout: 'typed, the prompt, no mail\n', stderr: '' })
  expect(await item()).toMatchObject({ state: 'SUCCEEDED', harness_session_id: 'c1' })
  expect(await mailStates()).toEqual(['pending'])
})

test('a wake hands the mailbox over: on the input, in a file, and counted; success delivers it', async () => {
  await send('one')
  await send('two `$(x)`')
  const end = await run(
    ['--wake'],
    'cat; echo "$REVEILLE_MAILBOX_COUNT"; test -r "$REVEILLE_MAILBOX_FILE" && echo warn >&2',
  )
  const lines = end.stdout.trim().split('\n')
  expect(lines.pop()).toBe('2')
  expect(lines.map((line) => JSON.parse(line).body)).toEqual(['one', 'two `$(x)`'])
  expect(end).toMatchObject({ code: 0, stderr: 'warn\n' })
  const file = join(directory, 'mailbox.json')
  expect(JSON.parse(readFileSync(file, 'utf8')).map((one: { body: string }) => one.body)).toEqual([
    'one',
    'two `$(x)`',
  ])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await mailStates()).toEqual(['delivered', 'delivered'])
  expect((await item()).state).toBe('SUCCEEDED')
})

test('a program that fails gives its mail back and its code on', async () => {
  await send('one')
  expect(await run(['--wake'], 'exit 7')).toMatchObject({ code: 7, stderr: '' })
  expect(await mailStates()).toEqual(['pending'])
  expect(await item()).toMatchObject({
    state: 'ERROR',
    status_message: { message: 'the program ended with exit code 7' },
  })
})

test('a program that is not there is told, as a failed set-up', async () => {
  const end = await runCli(['run-command', '--', '/no/such/program'], environment)
  expect(end).toMatchObject({
    code: 127,
    stdout: '',
    stderr: expect.stringContaining('/no/such/program: no such program'),
  })
  expect(await item()).toMatchObject({ state: 'FAILED', status_message: { failure: 'setup' } })
})

test('a program that does not read its mail has not failed', async () => {
  await send('x'.repeat(100_000))
  expect(await run(['--wake'], 'exec <&-; exit 0')).toMatchObject({ code: 0, stderr: '' })
  expect(await mailStates()).toEqual(['delivered'])
})

test('a signal reaches the program, and its end is told', async () => {
  const script = `process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1e6); console.log('ready')`
  const running = startCli(['run-command', '--', process.execPath, '-e', script], environment)
  expect(await running.line()).toBe('ready')
  running.child.kill('SIGTERM')
  expect(await running.ended).toMatchObject({ code: 3 })
})

test('without the service a wake does not run: the program must not miss its mail', async () => {
  const end = await runCli(['run-command', '--wake', '--', 'echo', 'ran'], {
    ...environment,
    REVEILLE_TOKEN: 'wrong',
  })
  expect(end).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(/mailbox could not be taken/),
  })
})
