/**
 * Durable events and messages per second, with groups of 32 in one commit, against bare inserts in transactions of 32 on
 * SQLite in the same process, durable in the same way; and messages over HTTP against the same inserts one by one.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { appendMessage } from '../src/service/messages/append-message.ts'
import { createRun } from '../src/service/runs/create-run.ts'
import { openSqliteStore } from '../src/service/store/sqlite/sqlite-store.ts'
import { systemClock } from '../src/shared/kernel/system-clock.ts'
import { asking } from '../src/testing/service-harness.ts'
import { startServiceProcess } from '../src/testing/service-process.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const rounds = 5
const perRound = 9_600
const group = 32
const folder = mkdtempSync(join(tmpdir(), 'service-appends-'))
const perSecond = async (count: number, act: () => Promise<void> | void): Promise<number> => {
  const began = performance.now()
  await act()
  return (count / (performance.now() - began)) * 1_000
}

const bare = new DatabaseSync(join(folder, 'bare.db'))
bare.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
bare.exec(
  'CREATE TABLE events (sequence INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT, type TEXT, body TEXT, at INTEGER)',
)
const insert = bare.prepare('INSERT INTO events (run, type, body, at) VALUES (?, ?, ?, ?)')
const words = 'x'.repeat(100)
const bareInserts = (count: number, inOne: number): void => {
  for (let index = 0; index < count; index += inOne) {
    bare.exec('BEGIN IMMEDIATE')
    for (let one = 0; one < inOne; one += 1)
      insert.run('0c9a6c5e-8d2e-4b2f-9d55-0d7b6cbb3a11', 'new_message', words, 1_700_000_000_000)
    bare.exec('COMMIT')
  }
}

const store = openSqliteStore(join(folder, 'store.db'), systemClock)
const run = await store.change((tx) => createRun(tx, { execution_location: 'LOCAL' }, { kind: 'owner' }))
const inGroups = async (count: number, change: () => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < count; index += group)
    await Promise.all(Array.from({ length: group }, () => change()))
}
const event = () => store.change((tx) => tx.events.append(run, { type: 'tick', refId: words }))
const letter = { senderRunId: null, subject: 'bench', body: words, kind: 'message' }
const message = () => store.change((tx) => appendMessage(tx, run, letter))

const rates: Record<'bare' | 'events' | 'messages', number[]> = { bare: [], events: [], messages: [] }
bareInserts(perRound, group)
await inGroups(perRound, event)
for (let round = 0; round < rounds; round += 1) {
  rates.bare.push(await perSecond(perRound, () => bareInserts(perRound, group)))
  rates.events.push(await perSecond(perRound, () => inGroups(perRound, event)))
  rates.messages.push(await perSecond(perRound, () => inGroups(perRound, message)))
}
const bareRate = median(rates.bare)
for (const [name, values] of [
  ['durable events', rates.events],
  ['durable messages', rates.messages],
] as const)
  report({
    bench: `service-appends ${name}, groups of ${group}`,
    value: median(values),
    unit: '/s',
    yardstick: `bare inserts in transactions of ${group} on SQLite, equally durable (${bareRate.toFixed(0)}/s)`,
    ratio: median(values) / bareRate,
  })
store.close()

const service = await startServiceProcess(folder)
const token = readFileSync(service.tokenFile, 'utf8').trim()
const { run_id: runId } = await asking(service.url, token).ask('createRun', {
  body: { execution_location: 'LOCAL' },
})
const { hostname, port } = new URL(service.url)
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
const body = JSON.stringify({ to: [runId], subject: 'bench', body: words })
const post = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path: '/api/v1/agent/messages', method: 'POST', headers, agent },
      (answer) => answer.resume().once('end', () => resolve()),
    )
    sent.once('error', reject).end(body)
  })
const overHttp = async (count: number, atOnce: number): Promise<void> => {
  let left = count
  const sender = async (): Promise<void> => {
    while (left-- > 0) await post()
  }
  await Promise.all(Array.from({ length: atOnce }, sender))
}
await overHttp(2_000, 64)
for (const atOnce of [1, 64]) {
  const values: number[] = []
  const floor: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    values.push(await perSecond(2_000, () => overHttp(2_000, atOnce)))
    floor.push(await perSecond(2_000, () => bareInserts(2_000, 1)))
  }
  report({
    bench: `service-appends messages over HTTP, ${atOnce} at once`,
    value: median(values),
    unit: '/s',
    yardstick: `bare inserts, each in its own durable transaction (${median(floor).toFixed(0)}/s)`,
    ratio: median(values) / median(floor),
  })
}
agent.destroy()
bare.close()
await service.end('SIGTERM')
rmSync(folder, { recursive: true, force: true })
