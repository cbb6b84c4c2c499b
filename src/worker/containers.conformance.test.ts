import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { cliEnvironment, temporaryDirectory } from '../testing/cli-process.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { watchRun } from '../testing/watched-run.ts'
import { startWorkerProcess } from '../testing/worker-process.ts'

// Executions in containers of a real runtime, by the command template of `docs/remote.md`. There is no image here: the
// containers have this machine's programs, read only, and a root of their own.

const checkout = join(import.meta.dirname, '../..')
const podman = ['podman', '--cgroup-manager', 'cgroupfs', '--runtime', 'runc']
const limits = ['--ulimit', 'nofile=512:512', '--ulimit', 'nproc=512:512'] // what a test machine may give

/** A root directory with nothing in it but where things are mounted. */
function emptyRoot(root: string): string {
  for (const name of ['usr', 'etc', 'proc', 'sys', 'dev', 'tmp', 'run', 'root']) mkdirSync(join(root, name))
  for (const name of ['bin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name))
  return root
}
const run = (root: string, ...options: readonly string[]): readonly string[] => [
  ...podman,
  ...['run', '--rm', ...limits, '--network', 'host', '-v', '/usr:/usr:ro', '-v', '/etc:/etc:ro'],
  ...options,
  ...['--rootfs', root],
]

/** Why no container can be started here; null where one can. */
const whyNone: string | null = (() => {
  const root = mkdtempSync(join(tmpdir(), 'reveille-try-'))
  const [program = '', ...args] = run(emptyRoot(root))
  const tried = spawnSync(program, [...args, 'true'], { encoding: 'utf8' })
  rmSync(root, { recursive: true, force: true })
  if (tried.error) return `there is no podman here (${tried.error.message})`
  return tried.status === 0 ? null : `podman starts none here: ${tried.stderr.trim().split('\n').at(-1)}`
})()
if (whyNone !== null) process.stdout.write(`executions in containers are left out, ${whyNone}\n`)

describe.skipIf(whyNone !== null)('an execution in a container', () => {
  let home = ''
  let service: TestService
  beforeEach(async () => {
    home = temporaryDirectory()
    service = await testService()
    onTestFinished(() => service[Symbol.asyncDispose]())
    const wrap = run(
      emptyRoot(temporaryDirectory()),
      ...['--name', '{execution}', '-v', `${checkout}:${checkout}:ro`, '-v', '{folder}:{folder}'],
      ...['-w', '{work}', '--env-file', '{environment}'],
    )
    startWorkerProcess(service, join(home, 'data'), cliEnvironment(home), [
      ...['--wrap', JSON.stringify(wrap), '--wrap-stop', JSON.stringify(['podman', 'kill', '{execution}'])],
    ])
  })
  async function start(script: string) {
    const { run_id } = await service.owner.ask('createRun', {
      body: { prompt: 'hello', config: { name: 'tool', command: ['sh', '-c', script] } },
    })
    return watchRun(service.url, service.token, run_id)
  }
  const containers = (): string =>
    execFileSync('podman', ['ps', '--all', '--format', '{{.Names}}'], { encoding: 'utf8' }).trim()

  test('has processes and a root of its own, its run’s folder and environment, and finds in its next turn what it did', async () => {
    const inside = `test -d '${home}/data/logs' || echo alone; ls /root | wc -l; echo "$REVEILLE_PROMPT"`
    const one = await start(`${inside}; cat mine 2>/dev/null; echo kept > mine; echo end`)
    await one.reached('run_succeeded')
    expect(await one.printed('end')).toBe('alone\r\n0\r\nhello\r\nend\r\n')
    await service.owner.ask('followUpRun', { params: { run_id: one.run_id }, body: { message: 'again' } })
    await one.reached('run_succeeded')
    expect(await one.printed('kept\r\nend')).toContain('again\r\nkept\r\nend')
    expect(existsSync(join(home, 'data/worker/runs', one.run_id))).toBe(true)
    await expect.poll(containers, { timeout: 20_000 }).toBe('') // it is removed a moment after its end
  })
  test('is over with its container when it is cancelled', async () => {
    const endless = await start('echo up; exec tail -f /dev/null')
    await endless.printed('up')
    const { execution_id } = await service.owner.ask('getRun', { params: { run_id: endless.run_id } })
    expect(containers()).toBe(execution_id)
    await service.owner.ask('cancelRun', { params: { run_id: endless.run_id }, body: {} })
    await endless.reached('run_cancelled')
    await expect.poll(containers, { timeout: 20_000 }).toBe('')
  })
})
