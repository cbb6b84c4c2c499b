import { expect, test } from 'vitest'
import { processesToEnd, type ProcessEntry, type TreeFacts } from './process-tree.ts'

const entry = (pid: number, overrides: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parentPid: 1,
  groupId: pid,
  sessionId: pid,
  startTime: `at-${pid}`,
  marker: null,
  ...overrides,
})
const facts = (overrides: Partial<TreeFacts> = {}): TreeFacts => ({
  root: { pid: 100, startTime: 'at-100' },
  marker: 't-1:2',
  hostPid: 50,
  ...overrides,
})
const ended = (table: readonly ProcessEntry[], overrides: Partial<TreeFacts> = {}): readonly number[] =>
  processesToEnd(table, facts(overrides)).map(({ pid }) => pid)

const host = entry(50)
const root = entry(100, { parentPid: 50, marker: 't-1:2' })

test('the process, its group, its session and its descendants are ended', () => {
  const table = [
    host,
    root,
    entry(101, { parentPid: 100, groupId: 100, sessionId: 100 }),
    entry(102, { parentPid: 1, groupId: 102, sessionId: 100 }),
    entry(103, { parentPid: 102, groupId: 103, sessionId: 103 }),
    entry(900),
  ]
  expect(ended(table)).toEqual([100, 101, 102, 103])
})

test('a tool in a session of its own is found by its marker, also when its parent is gone', () => {
  const stray = entry(200, { marker: 't-1:2' })
  const itsChild = entry(201, { parentPid: 200 })
  expect(ended([host, stray, itsChild], { root: null })).toEqual([200, 201])
})

test('another terminal, and another incarnation of this one, are left alone', () => {
  expect(ended([host, root, entry(300, { marker: 't-2:2' }), entry(301, { marker: 't-1:1' })])).toEqual([100])
})

test('a process that has the number of one that ended is left alone', () => {
  const stranger = entry(100, { startTime: 'later' })
  expect(ended([host, stranger, entry(101, { sessionId: 100 })])).toEqual([])
})

test('the host, its ancestors and the first process are never ended', () => {
  const app = entry(40, { marker: 't-1:2' })
  const nestedHost = entry(50, { parentPid: 40, marker: 't-1:2' })
  expect(ended([entry(1, { marker: 't-1:2' }), app, nestedHost], { root: null })).toEqual([])
})
