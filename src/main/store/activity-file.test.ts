import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { activityEntriesMax } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { openActivityFile } from './activity-file.ts'
import { ActivityLog } from './activity-log.ts'

const place = () => join(mkdtempSync(join(tmpdir(), 'activity-')), 'activity.jsonl')
const entry = (title: string) =>
  ({
    kind: 'woken',
    conversationId: null,
    familyId: null,
    title,
    why: 'mail',
    facts: 'run SUCCEEDED',
  }) as const

test('the activity is there again after a restart, in its order, and goes on counting', () => {
  const path = place()
  const clock = new FakeClock()
  const before = new ActivityLog(clock, openActivityFile(path))
  before.add(entry('one'))
  before.add(entry('two'))
  const after = new ActivityLog(clock, openActivityFile(path))
  expect(after.entries).toEqual(before.entries)
  after.add(entry('three'))
  expect(after.entries.map(({ id, title }) => [id, title])).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
  ])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a line that was torn by a crash costs no other', () => {
  const path = place()
  const log = new ActivityLog(new FakeClock(), openActivityFile(path))
  log.add(entry('one'))
  appendFileSync(path, '{"id":2,"at"')
  const after = new ActivityLog(new FakeClock(), openActivityFile(path))
  after.add(entry('two'))
  expect(new ActivityLog(new FakeClock(), openActivityFile(path)).entries.map(({ title }) => title)).toEqual([
    'one',
    'two',
  ])
})

test('the file is bounded', () => {
  const path = place()
  const log = new ActivityLog(new FakeClock(), openActivityFile(path))
  for (let n = 0; n < 2 * activityEntriesMax + 10; n += 1) log.add(entry(`entry ${n}`))
  expect(log.entries).toHaveLength(activityEntriesMax)
  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(2 * activityEntriesMax + 2)
  const [first] = new ActivityLog(new FakeClock(), openActivityFile(path)).entries
  expect(first?.title).toBe(`entry ${activityEntriesMax + 10}`)
})
