import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunId } from '../../shared/domain/ids.ts'
import { testService, type Asking, type TestService } from '../../testing/service-harness.ts'

let service: TestService
let run: RunId
let agent: Asking
let token: string
beforeEach(async () => {
  service = await testService()
  const parent = (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
  const body = {
    prompt: 'go',
    execution_location: 'LOCAL' as const,
    parent_run_id: parent,
    config: { base_prompt: 'Be kind.' },
  }
  run = (await service.owner.ask('createRun', { body })).run_id
  token = (await service.owner.ask('issueToken', { params: { run_id: run } })).token
  agent = service.as(token)
})
afterEach(() => service[Symbol.asyncDispose]())

const transcript = [
  { type: 'user', uuid: 'u1', timestamp: '2026-01-01T00:00:00Z', message: { role: 'user', content: 'go' } },
  {
    type: 'assistant',
    uuid: 'a1',
    requestId: 'r1',
    timestamp: '2026-01-01T00:00:01Z',
    message: {
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'I look.' },
      ],
    },
  },
  {
    type: 'assistant',
    uuid: 'a2',
    requestId: 'r1',
    timestamp: '2026-01-01T00:00:02Z',
    message: { content: [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }] },
  },
  {
    type: 'user',
    uuid: 'u2',
    timestamp: '2026-01-01T00:00:03Z',
    message: {
      content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a.txt' }] }],
    },
  },
  { type: 'summary', summary: 'not told' },
  {
    type: 'assistant',
    uuid: 's1',
    isSidechain: true,
    agentId: 'helper',
    timestamp: '2026-01-01T00:00:04Z',
    message: { content: [{ type: 'text', text: 'beside' }] },
  },
]
  .map((line) => JSON.stringify(line))
  .join('\n')

test('a harness finds its prompt, its conversation and a place for its transcript', async () => {
  const prompt = await agent.ask('resolvePrompt', {
    body: { skill: { name: 'Review', content: 'Look twice.' }, attachments_dir: '/tmp' },
  })
  expect(prompt).toEqual({ prompt: '# Review\n\nLook twice.\n\n---\n\ngo', system_prompt: 'Be kind.' })
  expect(await agent.refusal('createExternalConversation', { body: { format: 'vhs' } })).toBe(
    'operation_not_supported',
  )
  const { conversation_id } = await agent.ask('createExternalConversation', {
    body: { format: 'claude_code_cli' },
  })
  expect(await agent.ask('createExternalConversation', { body: { format: 'claude_code_cli' } })).toEqual({
    conversation_id,
  })
  expect(await agent.refusal('transcriptTarget', { body: { conversation_id: 'other' } })).toBe(
    'resource_not_found',
  )
  const target = await agent.ask('transcriptTarget', { body: { conversation_id } })
  const put = () => fetch(target.url, { method: target.method, headers: target.headers, body: transcript })
  expect((await put()).status).toBe(204)
  expect((await put()).status).toBe(401) // once
  const bearer = { authorization: `Bearer ${token}` }
  const own = await fetch(`${service.url}/harness-support/transcript`, { headers: bearer })
  expect(await own.text()).toBe(transcript)
  const redirect = await fetch(`${service.url}/agent/runs/${run}/transcript`, {
    headers: { ...bearer, accept: 'text/plain' },
    redirect: 'manual',
  })
  expect(redirect.status).toBe(302)
  expect(await (await fetch(redirect.headers.get('location') ?? '')).text()).toBe(transcript)
  expect((await agent.ask('getTranscript', { params: { run_id: run } })).content).toBe(transcript)

  const told = await agent.ask('getRunConversation', { params: { run_id: run } })
  expect(told).toEqual(await agent.ask('getConversation', { params: { conversation_id } }))
  expect(told).toEqual({
    conversation_id,
    steps: [
      {
        id: conversation_id,
        description: 'go',
        started_at: '2026-01-01T00:00:00Z',
        completed_at: '2026-01-01T00:00:04Z',
        messages: [
          {
            role: 'user',
            message_ids: ['u1'],
            timestamp: '2026-01-01T00:00:00Z',
            content: [{ type: 'text', text: 'go' }],
          },
          {
            role: 'assistant',
            message_ids: ['a1', 'a2'],
            request_id: 'r1',
            timestamp: '2026-01-01T00:00:01Z',
            content: [
              { type: 'text', text: 'I look.' },
              {
                type: 'action',
                id: 't1',
                category: 'command',
                name: 'run_command',
                input: { command: 'ls' },
              },
            ],
          },
          {
            role: 'tool',
            message_ids: ['u2'],
            timestamp: '2026-01-01T00:00:03Z',
            content: [
              {
                type: 'action_result',
                action_id: 't1',
                category: 'command',
                name: 'run_command',
                state: 'completed',
                output: { text: 'a.txt' },
              },
            ],
          },
        ],
        steps: [
          {
            id: 'helper',
            description: 'delegated work',
            started_at: '2026-01-01T00:00:04Z',
            completed_at: '2026-01-01T00:00:04Z',
            messages: [
              {
                role: 'assistant',
                message_ids: ['s1'],
                timestamp: '2026-01-01T00:00:04Z',
                content: [{ type: 'text', text: 'beside' }],
              },
            ],
            steps: [],
          },
        ],
      },
    ],
  })
})

test('a conversation that nobody can tell is refused, a session that is over leads to its conversation', async () => {
  const params = { run_id: run }
  expect(await agent.refusal('getRunConversation', { params })).toBe('resource_not_found')
  expect(await agent.refusal('getConversation', { params: { conversation_id: 'nowhere' } })).toBe(
    'resource_not_found',
  )
  await agent.ask('reportSignal', { params, body: { signal: { kind: 'turn-began', session_id: 's-1' } } })
  const redirect = () => agent.ask('getSessionRedirect', { params: { session_uuid: 's-1' } })
  expect(await redirect()).toEqual({})
  await agent.ask('putTranscript', { params, body: { format: 'opencode-jsonl', content: '{}' } })
  expect(await agent.refusal('getRunConversation', { params })).toBe('operation_not_supported')
  expect(await redirect()).toEqual({ conversation_id: run })
  expect(await service.owner.ask('getSessionRedirect', { params: { session_uuid: 'unknown' } })).toEqual({})
})

test('a harness tells of its end once; what comes later is dropped', async () => {
  await agent.ask('reportSignal', {
    params: { run_id: run },
    body: { signal: { kind: 'turn-began', session_id: 's' } },
  })
  expect(await agent.ask('finishTask', { body: { success: true, summary: 'All done.' } })).toEqual({
    applied: true,
    state: 'SUCCEEDED',
  })
  const again = await agent.ask('finishTask', { body: { success: false, summary: 'no' } })
  expect(again).toEqual({ applied: false, state: 'SUCCEEDED' })
  const { messages } = await agent.ask('listMessages', {
    params: { run_id: (await agent.ask('getRun', { params: { run_id: run } })).parent_run_id ?? run },
  })
  expect(messages).toMatchObject([{ sender_run_id: run, kind: 'notice' }])
})

test('a shutdown with an error ends the run with it, one without changes nothing', async () => {
  expect(await agent.ask('reportShutdown', { body: {} })).toEqual({ applied: false, state: 'QUEUED' })
  const error = { category: 'authentication_failed', message: 'log in first' }
  expect(await agent.ask('reportShutdown', { body: { error } })).toEqual({ applied: true, state: 'FAILED' })
  const told = await agent.ask('getRun', { params: { run_id: run } })
  expect(told.status_message).toMatchObject({ message: 'log in first', failure: 'authentication_failed' })
})

test('what an agent wants a person to know is kept and told', async () => {
  const note = await agent.ask('notifyUser', { body: { message: 'half way' } })
  const { notifications } = await service.owner.ask('listNotifications', { params: { run_id: run } })
  expect(notifications).toEqual([note])
  const { events } = await service.owner.ask('listEvents', { query: { run_ids: [run] } })
  expect(events.at(-1)).toMatchObject({ event_type: 'user_notified', ref_id: note.notification_id })
  expect(await agent.refusal('notifyUser', { body: { message: ' ' } })).toBe('invalid_request')
})

test('whoever speaks for no run is told how to', async () => {
  expect(await service.owner.refusal('notifyUser', { body: { message: 'hello' } })).toBe('invalid_request')
})
