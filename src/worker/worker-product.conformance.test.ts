import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../shared/contract/api/event.ts'
import type { OutputChunk } from '../shared/contract/api/worker.ts'
import { RunId } from '../shared/domain/ids.ts'
import { cliEnvironment, temporaryDirectory } from '../testing/cli-process.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { readStream } from '../testing/service-stream.ts'
import { startWorkerProcess } from '../testing/worker-process.ts'

let home = ''
let service: TestService

beforeEach(async () => {
  home = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
})

const worker = (...args: string[]) =>
  startWorkerProcess(service, join(home, 'data'), cliEnvironment(home, { MINE: 'seen' }), args)

async function start(script: string, config: object = {}) {
  const { run_id: runId } = await service.owner.ask('createRun', {
    body: { prompt: '', config: { name: 'tool', command: ['sh', '-c', script], ...config } },
  })
  return follow(runId)
}

async function follow(runId: RunId) {
  const events = await readStream<LogEvent>(
    `${service.url}/agent/events/stream?run_ids=${runId}`,
    service.token,
  )
  onTestFinished(events.close)
  const reached = (type: string) => events.takeUntil((event) => event.event_type === type)
  const item = () => service.owner.ask('getRun', { params: { run_id: runId } })
  const output = async (isEnough: (text: string) => boolean): Promise<string> => {
    const chunks = await readStream<OutputChunk>(
      `${service.url}/agent/runs/${runId}/output/stream`,
      service.token,
    )
    onTestFinished(chunks.close)
    let text = ''
    while (!isEnough(text)) text += (await chunks.take(1))[0]?.text ?? ''
    return text
  }
  const followUp = () =>
    service.owner.ask('followUpRun', { params: { run_id: runId }, body: { message: 'again' } })
  return { runId, reached, item, output, followUp }
}

/** A repository with two commits; its post-checkout hook would leave a mark. */
function repository(): { readonly path: string; readonly first: string } {
  const path = join(home, 'repository')
  mkdirSync(path)
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: path,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
    }).trim()
  git('init', '--quiet', '--initial-branch', 'main')
  git('config', 'uploadpack.allowAnySHA1InWant', 'true') // any commit by its id, as the large hosts allow
  for (const words of ['one', 'two']) {
    writeFileSync(join(path, 'file.txt'), words)
    git('add', '.')
    git('commit', '--quiet', '-m', words)
  }
  return { path, first: git('rev-parse', 'HEAD~1') }
}

describe('a checkout', () => {
  test('is the commit that was asked for, and is the run’s own: the next turn finds what the last one did', async () => {
    worker()
    const { path, first } = repository()
    const run = await start('cat file.txt; echo; cat mine.txt 2>/dev/null; echo kept > mine.txt; echo end', {
      checkout: { repository: path, commit: first },
    })
    await run.reached('run_succeeded')
    expect(await run.output((so) => so.includes('end'))).toMatch(/^one\r\nend/)
    await run.followUp()
    await run.reached('run_succeeded')
    expect(await run.output((so) => so.includes('kept\r\nend'))).toMatch(/one\r\nkept\r\nend/)
  })
  test('that cannot be had fails the run, and says why; the next try may be luckier', async () => {
    worker()
    const { path } = repository()
    const run = await start('cat file.txt', { checkout: { repository: path, commit: 'no-such-branch' } })
    await run.reached('run_failed')
    expect((await run.item()).status_message?.message).toMatch(/could not be checked out at no-such-branch/)
  })
  test('by a transport that runs commands is refused before there is a run', async () => {
    const config = { checkout: { repository: `ext::sh -c touch% ${home}/pwned` }, command: ['true'] }
    expect(await service.owner.refusal('createRun', { body: { prompt: '', config } })).toBe('invalid_request')
    expect(existsSync(join(home, 'pwned'))).toBe(false)
  })
})

test('what was given with a prompt lies in the run’s private folder, for its user alone, also in later turns', async () => {
  worker()
  const data = Buffer.from('given').toString('base64')
  const { run_id: runId } = await service.owner.ask('createRun', {
    body: {
      prompt: 'p',
      config: { command: ['sh', '-c', 'cat "$REVEILLE_RUN_DIR/attachments/my notes.txt"; echo " end"'] },
      attachments: [{ file_name: 'my notes.txt', mime_type: 'text/plain', data }],
    },
  })
  const run = await follow(runId)
  await run.reached('run_succeeded')
  await run.followUp()
  await run.reached('run_succeeded')
  expect(await run.output((so) => so.split('end').length > 2)).toMatch(/given end\r\n[^]*given end/)
  const file = join(home, 'data/worker/runs', runId, 'attachments/my notes.txt')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

describe('what the worker’s owner decided', () => {
  test('agents get the environment of the file, and start inside the wrapping', async () => {
    const envFile = join(home, 'agents.env')
    writeFileSync(envFile, '# keys\nAPI_KEY="from the file"\n')
    const wrap = ['env', 'WRAPPED={execution}', 'WORK={work}', 'ENVIRONMENT={environment}']
    worker('--agent-env', envFile, '--wrap', JSON.stringify(wrap))
    const run = await start('echo "$API_KEY $MINE"; test "$WORK" = "$PWD" && echo inside; cat "$ENVIRONMENT"')
    await run.reached('run_succeeded')
    const { execution_id } = await run.item()
    const text = await run.output((so) => so.includes('API_KEY=from the file'))
    expect(text).toMatch(/^from the file seen\r\ninside\r\n/)
    expect(text).toContain(`REVEILLE_EXECUTION=${execution_id}`)
    const file = join(home, 'data/worker/runs', run.runId, 'environment')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
  test('an execution that works longer than allowed is ended, with its wrapping, and says so', async () => {
    const mark = join(home, 'stopped')
    worker('--max-minutes', '0.01', '--wrap-stop', JSON.stringify(['touch', mark]))
    const run = await start('exec tail -f /dev/null')
    await run.reached('run_errored')
    expect((await run.item()).status_message).toMatchObject({
      failure: 'timed-out',
      error_code: 'internal_error',
    })
    await expect.poll(() => existsSync(mark)).toBe(true) // a program of its own, beside the end of the tree
  })
  test.each([
    [['--wrap', 'podman run'], /--wrap: a JSON list/],
    [['--max-minutes=0'], /--max-minutes must be/],
    [['--agent-env', '/nowhere/x'], /--agent-env \/nowhere\/x: ENOENT/],
  ])('%j is refused in a line', async (args, words) => {
    const started = worker(...args)
    expect(await started.ended).toBe(2)
    expect(started.log()).toMatch(words)
  })
})

test('folders of killed and unknown runs go at once, of ended runs when they are old; what is needed stays', async () => {
  const first = worker()
  const [killed, old, fresh] = [await start('true'), await start('true'), await start('true')]
  for (const run of [killed, old, fresh]) await run.reached('run_succeeded')
  await service.owner.ask('killRun', { params: { run_id: killed.runId } })
  await first.end('SIGTERM')
  const folder = (name: string): string => join(home, 'data/worker/runs', name)
  const unknown = RunId.parse(crypto.randomUUID())
  for (const name of [unknown, 'not-ours']) mkdirSync(folder(name))
  utimesSync(folder(old.runId), 1, 1)
  const second = worker('--keep-days', '1')
  const next = await start('true') // what it claims comes after what it found
  await next.reached('run_succeeded')
  await expect.poll(() => second.log()).toContain('removed the folders of 3 runs')
  const left = [killed.runId, old.runId, unknown, fresh.runId, 'not-ours'].map((name) =>
    existsSync(folder(name)),
  )
  expect(left).toEqual([false, false, false, true, true])
})
