import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testIds } from '../../testing/conversation-facts.ts'
import { foreignHolder } from './foreign-session.ts'
import { SessionFence } from './session-fence.ts'

const { session } = testIds()
let directory: string
const fenceOf = (who: string) => new SessionFence({ directory, who })

beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'fence-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** A process that lives until it is told to end. */
async function living(): Promise<{ pid: number; end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await new Promise((resolve) => child.once('spawn', resolve))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = (): Promise<void> => {
    child.stdin.end()
    return ended
  }
  return { pid: child.pid ?? 0, end }
}

test('of two windows that resume one session one wins, and the other is told who holds it', () => {
  const first = fenceOf('Reveille at /a').take(session)
  const second = fenceOf('Reveille at /b').take(session)
  expect(first).toMatchObject({ ok: true, value: { generation: 1 } })
  expect(second).toEqual({ ok: false, error: `Reveille at /a (pid ${process.pid})` })
})
test('a fence given back is free, and its next holder is of the next generation', () => {
  const taken = fenceOf('Reveille at /a').take(session)
  if (taken.ok) taken.value.dispose()
  expect(fenceOf('Reveille at /b').take(session)).toMatchObject({ ok: true, value: { generation: 2 } })
})
test('the agent holds its own session for as long as it lives, whoever started it', async () => {
  const agent = await living()
  const taken = fenceOf('Reveille at /a').take(session)
  if (taken.ok) taken.value.handOver(agent.pid)
  if (taken.ok) taken.value.dispose() // after the hand-over it is not ours to give back
  const who = `the agent that Reveille at /a runs (pid ${agent.pid})`
  expect(fenceOf('Reveille at /a').take(session)).toEqual({ ok: false, error: who })
  expect(fenceOf('Reveille at /b').otherHolder(session)).toBe(who)
  await agent.end()
  expect(fenceOf('Reveille at /b').otherHolder(session)).toBeNull()
  expect(fenceOf('Reveille at /b').take(session)).toMatchObject({ ok: true, value: { generation: 2 } })
})
test('a torn record holds nobody up; a reused pid is no holder', () => {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, `${session}.json`)
  writeFileSync(path, '{"session":')
  const taken = fenceOf('a').take(session)
  expect(taken).toMatchObject({ ok: true, value: { generation: 1 } })
  const holder = { what: 'x', pid: process.pid, startTime: '1' }
  writeFileSync(path, JSON.stringify({ session, generation: 7, holder }))
  if (process.platform === 'linux')
    expect(fenceOf('b').take(session)).toMatchObject({ ok: true, value: { generation: 8 } })
})
test("a session that a person opened in a shell of their own is seen in the harness's register", async () => {
  const claude = await living()
  const register = (pid: number, sessionId: string) =>
    writeFileSync(join(directory, `${pid}.json`), JSON.stringify({ pid, sessionId, cwd: '/' }))
  register(claude.pid, 'another')
  expect(foreignHolder(directory, session)).toBeNull()
  register(claude.pid, session)
  expect(foreignHolder(directory, session)).toBe(
    `a process that was started outside the app (pid ${claude.pid})`,
  )
  await claude.end()
  expect(foreignHolder(directory, session)).toBeNull()
  expect(foreignHolder(join(directory, 'nowhere'), session)).toBeNull()
})
