import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { ok } from '../../shared/kernel/result.ts'
import { transcriptLookMs } from '../../shared/limits.ts'
import { testConversation } from '../../testing/conversation-facts.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { Conversations } from '../store/conversations.ts'
import { watchTranscripts, type TranscriptSources } from './transcript-watch.ts'

const turnBeganAt = Date.parse('2026-01-01T10:00:00.000Z')
const line = (timestamp: string, payload: object): string =>
  JSON.stringify({ timestamp, type: 'event_msg', payload })
const failure = {
  type: 'task_complete',
  error: { message: 'no more', codex_error_info: 'usage_limit_exceeded' },
}

function world(changes: Partial<Conversation>, lines: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'reveille-transcript-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'rollout.jsonl')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const told: unknown[] = []
  const client: ApiClient = {
    call: (_name, input) => {
      told.push(input?.body)
      return Promise.resolve(ok({} as never)) // nothing of it is read
    },
  }
  const conversations = new Conversations({ initial: [], write: () => {} })
  const clock = new FakeClock()
  const one = testConversation(1, { harness: 'codex', lastState: 'INPROGRESS', turnBeganAt, ...changes })
  conversations.put(one)
  // Of the terminals only the fact is asked.
  const terminals = { fact: () => 'alive' } as unknown as TranscriptSources['terminals']
  onTestFinished(
    watchTranscripts({ conversations, clock, terminals, service: { client }, fileOf: () => file }).dispose,
  )
  return { told, clock, conversations, one }
}

test('a turn that failed without a hook is told with its class, and nothing is looked at afterwards', async () => {
  const { told, clock, conversations, one } = world({}, [line('2026-01-01T10:00:01.000Z', failure)])
  await clock.turn(transcriptLookMs)
  expect(told).toEqual([
    { signal: { kind: 'failed', session_id: one.session, failure: 'rate-limit', message: 'no more' } },
  ])
  conversations.update(one.id, (now) => ({ ...now, lastState: 'FAILED' }))
  await clock.turn(10 * transcriptLookMs)
  expect(told).toHaveLength(1)
})

test('what an earlier turn came to says nothing of the one that runs', async () => {
  const { told, clock } = world({}, [line('2026-01-01T09:59:59.000Z', failure)])
  await clock.turn(3 * transcriptLookMs)
  expect(told).toEqual([])
})

test('an idle agent is not looked at', async () => {
  const { told, clock } = world({ lastState: 'SUCCEEDED' }, [line('2026-01-01T10:00:01.000Z', failure)])
  await clock.turn(10 * transcriptLookMs)
  expect(told).toEqual([])
})
