import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../shared/contract/api/event.ts'
import { followStream } from '../shared/contract/api/follow-stream.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { asking, serviceDirectory, type Asking, type ServiceDirectory } from '../testing/service-harness.ts'
import { startServiceProcess, type ServiceProcess } from '../testing/service-process.ts'
import { readStream } from '../testing/service-stream.ts'

/** `REVEILLE_SOAK=60` kills the service sixty times instead of a few. */
const soak = Number(process.env['REVEILLE_SOAK'] ?? 0)
const killRounds = Math.max(3, soak)

let directory: ServiceDirectory
/** Whether a service is there to be asked; taken back before it is killed. */
let up: Promise<void> = Promise.resolve()
let service: ServiceProcess & { readonly owner: Asking; readonly token: string }
const start = async (dataDir = directory.path, under: readonly string[] = []): Promise<void> => {
  const started = await startServiceProcess(dataDir, [], under)
  const token = readFileSync(started.tokenFile, 'utf8').trim()
  service = { ...started, token, owner: asking(started.url, token) }
}
beforeEach(() => {
  directory = serviceDirectory()
})
afterEach(async () => {
  await service.end('SIGKILL')
  directory.dispose()
})

const create = async (): Promise<RunId> =>
  (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
/** One try, without the client's own patience: the status, and the answer when there is one. */
const post = async (path: string, body: object, key?: string) => {
  const answer = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${service.token}`,
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { message_ids?: string[]; error?: string; type?: string },
  }
}
const letter = (to: RunId, subject: string, body = '') => ({ to: [to], subject, body })
/** Sends under a key until it is acknowledged, over whatever deaths of the service. */
const sendUntilHeard = async (to: RunId, subject: string): Promise<void> => {
  for (;;) {
    const sent = await post('/agent/messages', letter(to, subject), subject).catch(() => null)
    if (sent?.status === 200) return
    await up // killed meanwhile: the next try is for the next one
  }
}
/** The whole log of these runs, page by page. */
const logOf = async (runs: readonly RunId[]): Promise<LogEvent[]> => {
  const all: LogEvent[] = []
  for (;;) {
    const query = { run_ids: [...runs], since: all.at(-1)?.sequence ?? 0, limit: 500 }
    const { events } = await service.owner.ask('listEvents', { query })
    if (events.length === 0) return all
    all.push(...events)
  }
}
const subjectsOf = async (events: readonly LogEvent[]): Promise<string[]> => {
  const ids = events.filter((event) => event.event_type === 'new_message').map((event) => event.ref_id ?? '')
  const subjects: string[] = []
  for (const id of ids)
    subjects.push((await service.owner.ask('readMessage', { params: { message_id: id as never } })).subject)
  return subjects
}

test(
  'killed again and again under load: what was acknowledged is there once, and readers hear all of it once, in order',
  async () => {
    await start()
    const run = await create()
    const other = await create()
    let isOver = false
    const acknowledged: string[] = []
    let heardOne = (): void => {}
    const senders = Array.from({ length: 4 }, async (_, sender) => {
      for (let index = 0; !isOver; index += 1) {
        await sendUntilHeard(run, `${sender}-${index}`)
        acknowledged.push(`${sender}-${index}`)
        heardOne()
      }
    })
    const heard: number[][] = [[], [], []]
    let notify = (): void => {}
    const readers = heard.map((list) =>
      followStream({
        url: () =>
          `${service.url}/agent/events/stream?run_ids=${run}&run_ids=${other}&since=${list.at(-1) ?? 0}`,
        token: () => service.token,
        fetch,
        // Reconnects at once: the pauses are not what is tested.
        clock: { now: systemClock.now, after: (ms, act) => systemClock.after(ms > 5_000 ? ms : 10, act) },
        onData: (data) => {
          list.push((data as LogEvent).sequence) // the service's own entries
          notify()
        },
      }),
    )
    for (let round = 1; round <= killRounds; round += 1) {
      while (acknowledged.length < round * 60) await new Promise<void>((resolve) => (heardOne = resolve))
      let isUp = (): void => {}
      up = new Promise((resolve) => (isUp = resolve))
      await service.end('SIGKILL')
      await start()
      isUp()
    }
    isOver = true
    await Promise.all(senders)
    const log = await logOf([run, other])
    const sequences = log.map((event) => event.sequence)
    while (heard.some((list) => (list.at(-1) ?? 0) < (sequences.at(-1) ?? 0)))
      await new Promise<void>((resolve) => (notify = resolve))
    for (const reader of readers) reader.dispose()
    expect(sequences).toEqual(Array.from(sequences, (_, index) => index + 1))
    for (const list of heard) expect(list).toEqual(sequences)
    const subjects = await subjectsOf(log)
    expect([...subjects].sort()).toEqual([...acknowledged].sort())
    for (let sender = 0; sender < 4; sender += 1) {
      const own = subjects.filter((subject) => subject.startsWith(`${sender}-`))
      expect(own).toEqual(own.map((_, index) => `${sender}-${index}`))
    }
  },
  120_000 + soak * 10_000,
)

test('a reader that stands still for a while holds nobody up, and then has everything, in order', async () => {
  await start()
  const run = await create()
  const script = `
    let last = 0, count = 0, isOrdered = true, rest = ''
    const answer = await fetch(process.argv[1], { headers: { authorization: 'Bearer ' + process.argv[2] } })
    console.log('open')
    for await (const bytes of answer.body) {
      const lines = (rest + Buffer.from(bytes).toString()).split('\\n')
      rest = lines.pop()
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue
        const event = JSON.parse(line.slice(6))
        if (event.event_type === 'lagged') continue
        if (event.sequence !== last + 1) isOrdered = false
        last = event.sequence
        count += 1
        if (event.event_type === 'last') { console.log(JSON.stringify({ count, isOrdered })); process.exit(0) }
      }
    }`
  const url = `${service.url}/agent/events/stream`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, url, service.token], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (text) => (said += String(text)))
  await expect.poll(() => said, { timeout: 60_000 }).toBe('open\n')
  child.kill('SIGSTOP')
  const awake = await readStream<LogEvent>(url, service.token)
  onTestFinished(awake.close)
  const runs = [run, ...(await Promise.all(Array.from({ length: 99 }, create)))]
  for (let index = 0; index < 120; index += 1)
    await post('/agent/messages', { to: runs, subject: '', body: '' })
  await post(`/agent/events/${run}`, { event_type: 'last' })
  const wanted = (await awake.takeUntil((event) => event.event_type === 'last')).length
  expect(wanted).toBe(100 + 12_000 + 1)
  child.kill('SIGCONT')
  await expect
    .poll(() => said, { timeout: 60_000 })
    .toBe(`open\n${JSON.stringify({ count: wanted, isOrdered: true })}\n`)
}, 120_000)

test('readers that come and go by the hundred leave nothing behind, and those that stay hear everything', async () => {
  await start()
  const run = await create()
  const url = `${service.url}/agent/events/stream?run_ids=${run}`
  const staying = await readStream<LogEvent>(url, service.token)
  onTestFinished(staying.close)
  for (let round = 0; round < 10; round += 1) {
    const guests = await Promise.all(
      Array.from({ length: 20 }, () => readStream<LogEvent>(url, service.token)),
    )
    await post(`/agent/events/${run}`, { event_type: 'tick' })
    for (const guest of guests) guest.close()
  }
  await post(`/agent/events/${run}`, { event_type: 'last' })
  const heard = await staying.takeUntil((event) => event.event_type === 'last')
  expect(heard.map((event) => event.sequence)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
  const connections = () => {
    const links = execFileSync('sh', ['-c', `ls -l /proc/${service.pid}/fd | grep -c socket || true`])
    return Number(links.toString())
  }
  if (process.platform === 'linux') await expect.poll(connections, { timeout: 60_000 }).toBeLessThan(30)
}, 120_000)

const tmpfs = trySmallDisk()
describe.skipIf(tmpfs !== 'works')(`a small disk (${tmpfs})`, () => {
  test('full: nothing is acknowledged that is not kept, reading goes on, and with space again so does writing', async () => {
    const disk = join(directory.path, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk])
    try {
      await start(disk)
      const run = await create()
      const acknowledged: string[] = []
      let refused = await post('/agent/messages', letter(run, 'first'))
      for (let index = 0; refused.status === 200; index += 1) {
        const subject = `s${index}`
        refused = await post('/agent/messages', letter(run, subject, 'x'.repeat(20_000)))
        if (refused.status === 200) acknowledged.push(subject)
      }
      expect(refused).toMatchObject({ status: 507, body: { retryable: true } })
      expect(refused.body.type).toMatch(/storage_full$/)
      expect((await service.owner.ask('health')).storage).toBe('full')
      expect((await logOf([run])).filter((event) => event.event_type === 'new_message')).toHaveLength(
        acknowledged.length + 1,
      )
      const { messages } = await service.owner.ask('listMessages', { params: { run_id: run } })
      expect(messages.map(({ subject }) => subject)).toEqual(
        ['first', ...acknowledged].slice(0, messages.length),
      )
      execFileSync('mount', ['-o', 'remount,size=64m', disk])
      await sendUntilHeard(run, 'after')
      expect((await service.owner.ask('health')).storage).toBe('ok')
      await service.end('SIGKILL')
      await start(disk)
      expect(await subjectsOf(await logOf([run]))).toEqual(['first', ...acknowledged, 'after'])
      await service.end('SIGTERM')
      const database = new DatabaseSync(join(disk, 'service', 'reveille.db'))
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      database.close()
    } finally {
      await service.end('SIGKILL')
      execFileSync('umount', ['-l', disk])
    }
  }, 120_000)
})

const strace = tryInjection()
describe.skipIf(strace !== 'works')(`a failing disk (${strace})`, () => {
  test('an I/O error is answered as such, and what is repeated under its key is there once', async () => {
    const errors = 'inject=fdatasync,fsync:error=EIO:when=40..46'
    await start(directory.path, [
      'strace',
      '-f',
      '-qq',
      '-o',
      '/dev/null',
      '-e',
      'trace=fdatasync,fsync',
      '-e',
      errors,
    ])
    const run = await create()
    const statuses = new Set<number>()
    const subjects = Array.from({ length: 80 }, (_, index) => `s${index}`)
    for (const subject of subjects)
      for (let status = 0; status !== 200; statuses.add(status))
        status = (await post('/agent/messages', letter(run, subject), subject)).status
    expect(statuses).toEqual(new Set([200, 503]))
    expect(await subjectsOf(await logOf([run]))).toEqual(subjects)
    await service.end('SIGKILL')
    await start()
    expect(await subjectsOf(await logOf([run]))).toEqual(subjects)
  }, 120_000)
})

/** Whether this machine lets us mount a small disk, or why not. */
function trySmallDisk(): string {
  if (process.platform !== 'linux') return 'skipped: Linux only'
  const probe = serviceDirectory()
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe.path])
  if (mounted.status === 0) execFileSync('umount', [probe.path])
  probe.dispose()
  if (mounted.status === 0) return 'works'
  return `skipped: mount: ${String(mounted.stderr ?? mounted.error).trim()}`
}

function tryInjection(): string {
  const traced = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync', 'true'])
  return traced.status === 0 ? 'works' : `skipped: strace: ${String(traced.error ?? traced.stderr).trim()}`
}
