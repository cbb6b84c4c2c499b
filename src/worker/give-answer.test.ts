import { execFileSync, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ApiClient } from '../shared/contract/api/client.ts'
import { HarnessSessionId, RunId } from '../shared/domain/ids.ts'
import { answerPipe, answerWaiterScript, askIdFile } from '../shared/harness/answer-waiter.ts'
import { claudeHarness } from '../shared/harness/claude.ts'
import { err, ok } from '../shared/kernel/result.ts'
import { temporaryDirectory } from '../testing/cli-process.ts'
import { answerGiver } from './give-answer.ts'

test('an answer goes to the waiter of its own question, once, and is told until the service has heard it', async () => {
  const runDirectory = temporaryDirectory()
  const told: unknown[] = []
  let isServiceAway = true
  const client: ApiClient = {
    call: (_name, input) => {
      told.push(Object(input?.body).signal) // the only call there is here
      const answer = { applied: true, state: 'INPROGRESS' } as never
      return Promise.resolve(isServiceAway ? err({ kind: 'unreachable', message: 'away' }) : ok(answer))
    },
  }
  const give = answerGiver({
    ...{ harness: claudeHarness, runDirectory, client, log: () => {} },
    runId: RunId.parse(crypto.randomUUID()),
    session: () => HarnessSessionId.parse('s'),
  })
  const by = { kind: 'agent', name: 'lead' } as const
  const answer = { ask_id: 'q1', answer: 'deny', reason: 'use "y"\nand rest', by } as const
  give(answer)
  expect(told).toEqual([]) // nobody waits yet

  writeFileSync(join(runDirectory, askIdFile), 'q1\n')
  writeFileSync(join(runDirectory, 'waiter.sh'), answerWaiterScript(runDirectory))
  const pipe = join(runDirectory, answerPipe('q1'))
  const waiter = spawn('sh', [join(runDirectory, 'waiter.sh')], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  waiter.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const ended = new Promise((resolve) => waiter.once('close', resolve))
  execFileSync('sh', ['-c', 'while [ ! -p "$0" ]; do :; done', pipe]) // it makes its pipe before it reads
  give({ ...answer, ask_id: 'q0' })
  await expect.poll(() => (give(answer), told.length)).toBeGreaterThan(0)
  await ended
  expect(JSON.parse(said)).toEqual({
    hookSpecificOutput: {
      hookEventName: 'PermissionRequest',
      decision: { behavior: 'deny', message: 'The agent above you (lead) denied this: use "y"\nand rest' },
    },
  })
  expect(existsSync(pipe)).toBe(false)
  isServiceAway = false
  told.length = 0
  give(answer)
  expect(told).toEqual([{ kind: 'work-went-on', session_id: 's', ask_id: 'q1' }])
})
