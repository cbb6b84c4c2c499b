import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { cliEnvironment, runCli, temporaryDirectory } from '../../testing/cli-process.ts'
import { asking, type Asking } from '../../testing/service-harness.ts'
import { startServiceProcess, type ServiceProcess } from '../../testing/service-process.ts'
import { startWorkerProcess } from '../../testing/worker-process.ts'

/** Asks until it holds; the requests take the time that passes. */
async function until<Value>(look: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  for (let looks = 0; looks < 20_000; looks += 1) {
    const value = await look()
    if (holds(value)) return value
  }
  throw new Error(`never: ${JSON.stringify(await look())}`)
}

test('a signed webhook wakes an ended remote run once, across kill -9 of the service, and the command line tells why', async () => {
  const home = temporaryDirectory()
  const dataDir = join(home, 'data')
  let service: ServiceProcess = await startServiceProcess(dataDir)
  onTestFinished(async () => void (await service.end('SIGKILL')))
  const owner = (): Asking => asking(service.url, readFileSync(service.tokenFile, 'utf8').trim())
  const environment = cliEnvironment(home)
  startWorkerProcess(service, dataDir, environment)

  const work = temporaryDirectory()
  const script =
    'echo turn >> turns.txt; [ -z "$REVEILLE_MAILBOX_FILE" ] || cat "$REVEILLE_MAILBOX_FILE" >> mail.txt'
  const { run_id } = await owner().ask('createRun', {
    body: {
      prompt: 'build',
      config: { name: 'builder', command: ['sh', '-c', script], working_directory: work },
    },
  })
  const run = () => owner().ask('getRun', { params: { run_id } })
  await until(run, ({ state }) => state === 'SUCCEEDED')

  const address = ['--url', service.url, '--token-file', service.tokenFile, '--json']
  const added = await runCli(
    ['source', 'add', 'ci', '--run', 'builder', '--webhook', 'github', '--event', 'push', ...address],
    environment,
  )
  expect(added.stderr).toBe('')
  const source = JSON.parse(added.stdout) as { webhook_path: string; secret: string; subscription_id: string }
  const body = JSON.stringify({ ref: 'refs/heads/main', head: '$(touch pwned)' })
  const deliver = async (): Promise<number> =>
    (
      await fetch(new URL(source.webhook_path, service.url), {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'push',
          'x-github-delivery': 'delivery-1',
          'x-hub-signature-256': `sha256=${createHmac('sha256', source.secret).update(body).digest('hex')}`,
        },
      })
    ).status
  expect(await deliver()).toBe(202)
  await service.end('SIGKILL')
  service = await startServiceProcess(dataDir) // on the port it had
  expect(await deliver()).toBe(202) // its sender did not know better

  const wakes = () => owner().ask('listWakes', { params: { run_id } })
  await until(run, ({ state }) => state === 'SUCCEEDED')
  await until(
    wakes,
    ({ decisions, pending }) => pending === 0 && decisions.some((one) => one.kind === 'follow-up'),
  )
  await until(run, ({ state }) => state === 'SUCCEEDED')
  expect(await deliver()).toBe(202)
  const { decisions } = await wakes()
  expect(decisions.filter(({ kind }) => kind === 'follow-up')).toHaveLength(1)
  expect(readFileSync(join(work, 'turns.txt'), 'utf8')).toBe('turn\nturn\n')
  expect(readFileSync(join(work, 'mail.txt'), 'utf8')).toContain('refs/heads/main')

  const params = { subscription_id: source.subscription_id as never } // told by the service
  const told = await until(
    async () => (await owner().ask('listFirings', { params })).firings,
    ([first]) => first?.state === 'delivered',
  )
  expect(told.map(({ state, event_type }) => [state, event_type])).toEqual([['delivered', 'push']])

  const other = { prompt: 'p', config: { name: 'clock' }, execution_location: 'LOCAL' as const }
  await owner().ask('createRun', { body: other })
  const cron = ['source', 'add', 'tick', '--run', 'clock', '--cron', '* * * * * *']
  expect((await runCli([...cron, ...address], environment)).code).toBe(0)
  const tick = await until(
    async () => (await runCli(['source', 'firings', 'tick', ...address], environment)).stdout,
    (text) => text.includes('"fired"'),
  )
  expect(tick).toContain('message to clock')
  const wrong = await runCli(
    ['source', 'add', 'x', '--run', 'clock', '--cron', 'soon', ...address],
    environment,
  )
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('cannot be read')])
}, 120_000)
