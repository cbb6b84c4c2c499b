import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ExecutionId, MessageId, RunId } from '../../../shared/domain/ids.ts'
import { FakeClock } from '../../../testing/fake-clock.ts'
import { serviceDirectory, type ServiceDirectory } from '../../../testing/service-harness.ts'
import { migrations } from './migrations.ts'
import { openSqliteStore } from './sqlite-store.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

let directory: ServiceDirectory
beforeEach(() => {
  directory = serviceDirectory()
})
afterEach(() => directory.dispose())

const schemaOf = (file: string): unknown => {
  const database = new DatabaseSync(file)
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all()
  const columns = tables.map(({ name }) => [
    name,
    database
      .prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)')
      .all(String(name)),
  ])
  const indexes = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name`).all()
  const version = database.prepare('PRAGMA user_version').get()
  database.close()
  return { columns, indexes, version }
}

test.each(readdirSync(fixtures))('%s is brought up to date and keeps all it had', (fixture) => {
  const old = join(directory.path, 'old.db')
  const database = new DatabaseSync(old)
  database.exec(readFileSync(join(fixtures, fixture), 'utf8'))
  database.close()
  const store = openSqliteStore(old, new FakeClock())
  store.read((tx) => {
    expect(
      tx.runs
        .list({ limit: 10, sort: 'created_at', order: 'desc' })
        .map((run) => [run.runId, run.name, run.state]),
    ).toEqual([
      [id(2), 'tests', 'CLAIMED'],
      [id(1), 'lead', 'INPROGRESS'],
    ])
    expect(tx.events.after({ kind: 'all' }, 0, 10).map(({ sequence, type }) => [sequence, type])).toEqual([
      [1, 'run_queued'],
      [2, 'child_agent_started'],
      [3, 'run_queued'],
      [4, 'new_message'],
    ])
    expect(tx.messages.find(MessageId.parse('m1'))).toMatchObject({ subject: 'hello', body: 'body' })
    expect(tx.executions.find(ExecutionId.parse(id(102)))).toMatchObject({
      state: 'leased',
      workerId: 'w1',
      leaseNumber: 1,
      labels: [],
      refusals: 0,
    })
    expect(tx.outputs.after(RunId.parse(id(2)), 0, 10)).toMatchObject([{ position: 1, text: 'hello' }])
    const kept = tx.transcripts.find(RunId.parse(id(1)))
    const content = tx.transcripts.read(RunId.parse(id(1)), 0, 1_000)
    expect(kept).toMatchObject({ sessionId: 's1', bytes: content.length })
    expect(kept?.sha256).toBe(createHash('sha256').update(content).digest('hex'))
    expect(tx.tokens.runOf('hash')).toMatchObject({ runId: id(2) })
  })
  store.close()
  const fresh = join(directory.path, 'fresh.db')
  openSqliteStore(fresh, new FakeClock()).close()
  expect(schemaOf(old)).toEqual(schemaOf(fresh))
})

test('every version but the newest has a fixture', () => {
  const versions = readdirSync(fixtures).map((name) => Number(/^version-(\d+)\.sql$/.exec(name)?.[1]))
  expect(versions.sort((a, b) => a - b)).toEqual(migrations.slice(1).map((_, index) => index + 1))
})
