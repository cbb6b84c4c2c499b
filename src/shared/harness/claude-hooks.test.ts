import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readClaudeHook, renderClaudeAnswer, renderClaudeHook, renderHookInJson } from './claude-hooks.ts'

const folder = join(import.meta.dirname, 'fixtures/claude-2.1.330')
type Fixture = { session_id: string; hook_event_name: string } & Record<string, unknown>
const fixture = (name: string): Fixture => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
const read = (name: string, changes: object = {}) => {
  const input = fixture(name)
  const { session, ask: _ask, ...reading } = readClaudeHook(input.hook_event_name, { ...input, ...changes })
  expect(session).toBe(input.session_id)
  return { ...reading, signal: reading.signal && { ...reading.signal, session_id: undefined } }
}

test.each([
  ['SessionStart-startup', { kind: 'session-started' }, null],
  ['SessionStart-clear', { kind: 'session-started' }, null],
  ['UserPromptSubmit', { kind: 'turn-began' }, 'additional-context'],
  ['UserPromptSubmit-wake', { kind: 'turn-began' }, 'additional-context'],
  ['PermissionRequest', { kind: 'blocked', question: 'Bash: touch /home/user/project/x1' }, null],
  ['PostToolUse', { kind: 'work-went-on' }, 'additional-context'],
  ['PostToolUseFailure', { kind: 'work-went-on' }, 'additional-context'],
  [
    'Stop',
    { kind: 'turn-ended', summary: 'TOOLDONE: hi from first', has_background_work: false },
    'continue-turn',
  ],
  [
    'StopFailure-authentication_failed',
    { kind: 'failed', failure: 'auth', message: 'Failed to authenticate. API Error: 401 scripted 401' },
    null,
  ],
  ['StopFailure-unknown', { kind: 'failed', failure: 'crash', message: 'API Error: 400 scripted 400' }, null],
  ['SessionEnd-prompt_input_exit', { kind: 'session-ended', reason: 'prompt_input_exit' }, null],
] as const)('%s is read as recorded from the real thing', (name, signal, mailbox) => {
  expect(read(name)).toEqual({ signal: { ...signal, session_id: undefined }, mailbox })
})

test('a permission is a yes or a no, which can be given from elsewhere; a question has answers of its own', () => {
  const ask = (changes: object = {}) =>
    readClaudeHook('PermissionRequest', { ...fixture('PermissionRequest'), ...changes }).ask
  expect(ask()).toEqual({
    kind: 'permission',
    tool: 'Bash',
    subject: 'touch /home/user/project/x1',
    can_answer: true,
  })
  const question = {
    tool_name: 'AskUserQuestion',
    tool_input: { questions: [{ question: 'Tea or coffee?' }] },
  }
  expect(ask(question)).toEqual({
    kind: 'question',
    tool: 'AskUserQuestion',
    subject: 'Tea or coffee?',
    can_answer: false,
  })
  expect(
    JSON.parse(renderClaudeAnswer({ answer: 'deny', reason: 'not now', by: { kind: 'person', name: '' } })),
  ).toEqual({
    hookSpecificOutput: {
      hookEventName: 'PermissionRequest',
      decision: { behavior: 'deny', message: 'Your user denied this: not now' },
    },
  })
})

test('a turn that was continued for mail is not continued again', () => {
  expect(read('Stop-continued').mailbox).toBeNull()
})

test('a turn that ends with something still running is not done', () => {
  expect(read('Stop', { background_tasks: [{ id: '1' }] }).signal).toMatchObject({
    has_background_work: true,
  })
  expect(read('Stop', { session_crons: [{ id: '1' }] }).signal).toMatchObject({ has_background_work: true })
})

test("a subagent's hooks neither end the turn nor take the mail, but its questions are told", () => {
  expect(read('PostToolUse', { agent_id: 'a1' })).toEqual({ signal: null, mailbox: null })
  expect(read('PermissionRequest', { agent_id: 'a1' }).signal).toMatchObject({ kind: 'blocked' })
})

test('after /clear the session is the new one', () => {
  expect(fixture('SessionStart-clear').session_id).not.toBe(fixture('SessionEnd-clear').session_id)
})

test('unknown events and malformed input read as nothing', () => {
  const nothing = { signal: null, mailbox: null, session: null }
  for (const input of [null, 1, 'x', [], {}, { session_id: '' }, { session_id: 7 }])
    expect(readClaudeHook('Stop', input)).toEqual(nothing)
  expect(readClaudeHook('TeammateIdle', fixture('Stop'))).toEqual(nothing)
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json')))
    for (const key of Object.keys(fixture(name.slice(0, -5)))) {
      const input = fixture(name.slice(0, -5))
      readClaudeHook(input.hook_event_name, { ...input, [key]: { odd: [null] } }) // whatever one field becomes
    }
})

test('context goes where Claude reads it', () => {
  expect(JSON.parse(renderClaudeHook('PostToolUse', 'mail').text)).toEqual({
    hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: 'mail' },
  })
  expect(renderClaudeHook('Stop', 'mail')).toEqual({ kind: 'refuse', text: 'mail' })
  expect(JSON.parse(renderHookInJson('Stop', 'mail').text)).toEqual({ decision: 'block', reason: 'mail' })
})
