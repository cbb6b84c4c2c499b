/**
 * Events to 1, 100 and 1,000 readers: as fast as they go, and paced; against a bare `node:http` loop that writes the same
 * bytes to as many readers, driven over HTTP too, and makes nothing durable.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asking } from '../src/testing/service-harness.ts'
import { startServiceProcess } from '../src/testing/service-process.ts'
import { median } from './median.ts'
import { quantile } from './quantile.ts'
import { report } from './report.ts'
import { countOf, openReaders, type SseReaders } from './sse-readers.ts'

const rounds = 5
const atOnce = 100 // events of one commit: a message to a hundred runs
const folder = mkdtempSync(join(tmpdir(), 'service-fanout-'))
const service = await startServiceProcess(folder)
const token = readFileSync(service.tokenFile, 'utf8').trim()
const owner = asking(service.url, token)
const runs = await Promise.all(
  Array.from({ length: atOnce }, async () => {
    const made = await owner.ask('createRun', { body: { execution_location: 'LOCAL' } })
    return made.run_id
  }),
)
const one = { id: 1_000_000, run: runs[0], at: '2026-01-01T00:00:00.000Z' }
const sample = `id: ${one.id}\nevent: new_message\ndata: {"sequence":${one.id},"event_type":"new_message","run_id":"${one.run}","ref_id":"REF","execution_id":null,"occurred_at":"${one.at}"}\n\n`
// GET opens a stream; a POST tells all of them as many events as its body says, with the ref that it gives.
const loop = `
const { createServer } = require('node:http')
const readers = new Set()
const sample = ${JSON.stringify(sample)}
createServer((ask, answer) => {
  if (ask.method === 'GET') {
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.write(': bare\\n\\n')
    readers.add(answer)
    answer.on('close', () => readers.delete(answer))
    return
  }
  let body = ''
  ask.on('data', (text) => (body += text))
  ask.on('end', () => {
    const { count, ref } = JSON.parse(body)
    const event = sample.replace('REF', ref)
    for (const reader of readers) for (let told = 0; told < count; told += 1) reader.write(event)
    answer.end('{}')
  })
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
const bare = spawn(process.execPath, ['-e', loop], { stdio: ['ignore', 'pipe', 'inherit'] })
const barePort = await new Promise<number>((resolve) =>
  bare.stdout.once('data', (text) => resolve(Number(text))),
)
const agent = new Agent({ keepAlive: true, maxSockets: 8 })
const poster = (port: number, headers: Record<string, string>) => (path: string, body: object) =>
  new Promise<void>((resolve, reject) => {
    const options = { hostname: '127.0.0.1', port, path, method: 'POST', headers, agent }
    request(options, (answer) => answer.resume().once('end', () => resolve()))
      .once('error', reject)
      .end(JSON.stringify(body))
  })
type Side = {
  readonly port: number
  readonly path: () => Promise<string>
  readonly tell: (count: number, ref: string) => Promise<void>
}
const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
const postService = poster(Number(new URL(service.url).port), json)
const postBare = poster(barePort, {})
const sides: Record<'ours' | 'bare', Side> = {
  ours: {
    port: Number(new URL(service.url).port),
    path: async () => `/api/v1/agent/events/stream?since=${(await owner.ask('health')).last_sequence}`,
    tell: (count, ref) =>
      count === 1
        ? postService(`/api/v1/agent/events/${runs[0]}`, { event_type: 'new_mail', ref_id: ref })
        : postService('/api/v1/agent/messages', { to: runs, subject: '', body: '' }),
  },
  bare: { port: barePort, path: async () => '/', tell: (count, ref) => postBare('/', { count, ref }) },
}

/** Deliveries a second, several requests under way. */
async function flood(side: Side, readers: SseReaders, count: number): Promise<number> {
  const requests = Math.min(200, Math.max(4, Math.floor(200_000 / count / atOnce)))
  const wanted = requests * atOnce * count
  let heard = 0
  const all = new Promise<void>((resolve) => {
    readers.onChunk = (chunk) => {
      heard += countOf(chunk, '\nid: ') + (chunk[0] === 105 ? 1 : 0) // "id: " at the beginning of a chunk, too
      if (heard >= wanted * 0.999) resolve() // an id that is cut by a chunk's border is not counted
    }
  })
  const began = performance.now()
  let left = requests
  const sender = async (): Promise<void> => {
    while (left-- > 0) await side.tell(atOnce, 'x')
  }
  await Promise.all([...Array.from({ length: 4 }, sender), all])
  return (wanted / (performance.now() - began)) * 1_000
}

/** Microseconds from the request to each delivery, at a steady pace. */
async function pace(side: Side, readers: SseReaders, perSecond: number, seconds: number): Promise<number[]> {
  const taken: number[] = []
  readers.onChunk = (chunk) => {
    const text = chunk.toString('latin1')
    const now = performance.now()
    for (const [, sent] of text.matchAll(/"ref_id":"t([\d.]+)"/g)) taken.push((now - Number(sent)) * 1_000)
  }
  const began = performance.now()
  const sending: Promise<void>[] = []
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = began + (index * 1_000) / perSecond
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve))
    sending.push(side.tell(1, `t${performance.now()}`))
  }
  await Promise.all(sending)
  await new Promise((resolve) => setTimeout(resolve, 300)) // the last ones are on their way
  return taken
}

const memoryOf = (child: { pid?: number | undefined }): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024

for (const count of [1, 100, 1_000]) {
  const rates = { ours: [] as number[], bare: [] as number[] }
  const delays = { ours: [] as number[], bare: [] as number[] }
  const perSecond = count === 1_000 ? 50 : 1_000
  for (let round = 0; round < rounds; round += 1)
    for (const name of ['ours', 'bare'] as const) {
      const side = sides[name]
      const readers = await openReaders(side.port, await side.path(), token, count)
      await flood(side, readers, count)
      rates[name].push(await flood(side, readers, count))
      for (const taken of await pace(side, readers, perSecond, 1)) delays[name].push(taken)
      readers.close()
    }
  report({
    bench: `service-fanout ${count} readers`,
    value: median(rates.ours),
    unit: 'deliveries/s',
    yardstick: `a bare node:http loop (${median(rates.bare).toFixed(0)}/s)`,
    ratio: median(rates.ours) / median(rates.bare),
  })
  for (const part of [0.5, 0.99])
    report({
      bench: `service-fanout ${count} readers, ${perSecond} events/s, p${part * 100}`,
      value: quantile(delays.ours, part),
      unit: 'us',
      yardstick: `a bare node:http loop, nothing durable (${quantile(delays.bare, part).toFixed(0)} us)`,
      ratio: quantile(delays.ours, part) / quantile(delays.bare, part),
    })
}
if (process.platform === 'linux')
  report({
    bench: 'service-fanout memory after 1,000 readers',
    value: memoryOf(service),
    unit: 'MB',
    yardstick: `the bare loop (${memoryOf(bare).toFixed(0)} MB)`,
    ratio: memoryOf(service) / memoryOf(bare),
  })
agent.destroy()
;(bare as ChildProcess).kill()
await service.end('SIGTERM')
rmSync(folder, { recursive: true, force: true })
