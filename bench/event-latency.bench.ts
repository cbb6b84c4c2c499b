/**
 * A message posted to the service -> durable -> heard on the stream: against one fsync and one loopback round trip, and
 * against the least that Node and SQLite can do it with (a bare `node:http` server, one insert, nothing looked at).
 */
import { spawn } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { Agent, request, type ClientRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asking } from '../src/testing/service-harness.ts'
import { startServiceProcess } from '../src/testing/service-process.ts'
import { report } from './report.ts'

const rounds = 5
const perRound = 400
const folder = mkdtempSync(join(tmpdir(), 'event-latency-'))

/** Microseconds of each of `perRound` repetitions. */
async function times(one: () => Promise<void> | void): Promise<number[]> {
  const taken: number[] = []
  for (let index = 0; index < perRound; index += 1) {
    const began = performance.now()
    await one()
    taken.push((performance.now() - began) * 1_000)
  }
  return taken
}

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN

type Place = {
  readonly port: number
  readonly stream: string
  readonly path: string
  readonly body: object
  readonly headers: Record<string, string>
}
/** Posts one event at a time and hears it; a bare reader, because what is measured is the server, not a client's parser. */
async function openPlace({ port, stream, path, body, headers }: Place) {
  const text = JSON.stringify(body)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const at = { hostname: '127.0.0.1', port }
  let hear = (): void => {}
  const reader = await new Promise<ClientRequest>((resolve) => {
    const asked = request({ ...at, path: stream, headers }, (answer) => {
      answer.on('data', () => hear())
      answer.once('data', () => resolve(asked))
    })
    asked.once('error', () => {}).end() // its server is ended before it
  })
  const json = { ...headers, 'content-type': 'application/json' }
  const postAndHear = (): Promise<void> =>
    new Promise((resolve) => {
      hear = resolve
      request({ ...at, path, method: 'POST', headers: json, agent }, (answer) => answer.resume()).end(text)
    })
  const close = (): void => {
    reader.destroy()
    agent.destroy()
  }
  return { postAndHear, close }
}

const service = await startServiceProcess(folder)
const token = readFileSync(service.tokenFile, 'utf8').trim()
const { run_id: runId } = await asking(service.url, token).ask('createRun', {
  body: { execution_location: 'LOCAL' },
})
const letter = { to: [runId], subject: 'bench', body: 'x'.repeat(100) }
const ours = await openPlace({
  port: Number(new URL(service.url).port),
  stream: `/api/v1/agent/events/stream?run_ids=${runId}&since=1`,
  path: '/api/v1/agent/messages',
  body: letter,
  headers: { authorization: `Bearer ${token}` },
})

const leastCode = `
const { createServer } = require('node:http')
const { DatabaseSync } = require('node:sqlite')
const db = new DatabaseSync(process.argv[1])
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE log (id INTEGER PRIMARY KEY, body TEXT)')
const insert = db.prepare('INSERT INTO log (body) VALUES (?)')
let reader = null
createServer((ask, answer) => {
  if (ask.method === 'GET') {
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.write(': bare\\n\\n')
    reader = answer
    return
  }
  const parts = []
  ask.on('data', (part) => parts.push(part))
  ask.on('end', () => {
    const { body } = JSON.parse(Buffer.concat(parts))
    const { lastInsertRowid: id } = insert.run(body)
    reader.write('id: ' + id + '\\ndata: {}\\n\\n')
    answer.end('{}')
  })
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
const least = spawn(process.execPath, ['-e', leastCode, join(folder, 'least.db')], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const leastPort = await new Promise<number>((resolve) =>
  least.stdout.once('data', (text) => resolve(Number(text))),
)
const bare = await openPlace({ port: leastPort, stream: '/', path: '/', body: letter, headers: {} })

// In a process of its own, as the service is: a round trip within one process would be too cheap a yardstick.
const echoes = `require('node:net').createServer((s) => s.pipe(s.setNoDelay(true)))
  .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
const echo = spawn(process.execPath, ['-e', echoes], { stdio: ['ignore', 'pipe', 'inherit'] })
const echoPort = await new Promise<number>((resolve) =>
  echo.stdout.once('data', (text) => resolve(Number(text))),
)
const socket = connect(echoPort, '127.0.0.1').setNoDelay(true)
const roundTrip = (): Promise<void> =>
  new Promise((resolve) => {
    socket.once('data', () => resolve())
    socket.write('x')
  })

const log = openSync(join(folder, 'append'), 'a')
const block = Buffer.alloc(4_096)
const appendDurably = (): void => {
  writeSync(log, block)
  fdatasyncSync(log)
}

for (const one of [ours.postAndHear, bare.postAndHear, roundTrip]) await times(one) // warm
const heard: number[] = []
const bareHeard: number[] = []
const floor: number[] = []
for (let round = 0; round < rounds; round += 1) {
  heard.push(...(await times(ours.postAndHear)))
  bareHeard.push(...(await times(bare.postAndHear)))
  floor.push(quantile(await times(appendDurably), 0.5) + quantile(await times(roundTrip), 0.5))
}
const fastest = quantile(floor, 0.5)
for (const [name, part] of [
  ['p50', 0.5],
  ['p99', 0.99],
] as const) {
  const value = quantile(heard, part)
  const leastTime = quantile(bareHeard, part)
  report({
    bench: `event-latency ${name}`,
    ...{ value, unit: 'us', ratio: value / fastest },
    yardstick: `one 4 KB fdatasync and one loopback round trip (${fastest.toFixed(0)} us)`,
  })
  report({
    bench: `event-latency ${name}, against bare Node and SQLite`,
    ...{ value, unit: 'us', ratio: value / leastTime },
    yardstick: `a bare node:http server with one durable insert (${leastTime.toFixed(0)} us)`,
  })
}

ours.close()
bare.close()
socket.destroy()
echo.kill()
least.kill()
closeSync(log)
await service.end('SIGTERM')
rmSync(folder, { recursive: true, force: true })
