/** A message posted to the service -> durable -> heard on the stream, against one fsync and one loopback round trip. */
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

const service = await startServiceProcess(folder)
const token = readFileSync(service.tokenFile, 'utf8').trim()
const { run_id: runId } = await asking(service.url, token).ask('createRun', {
  body: { execution_location: 'LOCAL' },
})
const { hostname, port } = new URL(service.url)
// A bare reader: what is measured is the service, not a client's parser.
let hear = (): void => {}
const stream = await new Promise<ClientRequest>((resolve) => {
  const path = `/api/v1/agent/events/stream?run_ids=${runId}&since=1`
  const asked = request({ hostname, port, path, headers: { authorization: `Bearer ${token}` } }, (answer) => {
    answer.on('data', () => hear())
    answer.once('data', () => resolve(asked))
  })
  asked.end()
})
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
const body = JSON.stringify({ to: [runId], subject: 'bench', body: 'x'.repeat(100) })
const post = (): void => {
  const sent = request(
    { hostname, port, path: '/api/v1/agent/messages', method: 'POST', headers, agent },
    (answer) => {
      answer.resume()
    },
  )
  sent.end(body)
}
const postAndHear = (): Promise<void> =>
  new Promise((resolve) => {
    hear = resolve
    post()
  })

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

await times(postAndHear) // warm
await times(roundTrip)
const heard: number[] = []
const floor: number[] = []
for (let round = 0; round < rounds; round += 1) {
  heard.push(...(await times(postAndHear)))
  floor.push(quantile(await times(appendDurably), 0.5) + quantile(await times(roundTrip), 0.5))
}
const fastest = quantile(floor, 0.5)
const yardstick = `one 4 KB fdatasync and one loopback round trip (${fastest.toFixed(0)} us)`
for (const [name, part] of [
  ['p50', 0.5],
  ['p99', 0.99],
] as const)
  report({
    bench: `event-latency ${name}`,
    value: quantile(heard, part),
    unit: 'us',
    yardstick,
    ratio: quantile(heard, part) / fastest,
  })

stream.destroy()
socket.destroy()
echo.kill()
closeSync(log)
agent.destroy()
await service.end('SIGTERM')
rmSync(folder, { recursive: true, force: true })
