import { expect, test } from 'vitest'
import { renderMailbox } from '../../shared/domain/mailbox-context.ts'
import { nextStep, type ScriptEntry } from './script.ts'

const said = (text: string): ScriptEntry => ({ kind: 'user-text', text })
const did = (result: string): ScriptEntry[] => [{ kind: 'tool-call' }, { kind: 'tool-result', text: result }]
const shell = (command: string) => ({
  kind: 'tool',
  name: 'Bash',
  input: { command, description: 'scripted' },
})
const mail = (id: string, body: string, kind = 'message'): ScriptEntry => ({
  kind: 'context',
  text: `UserPromptSubmit hook additional context: ${renderMailbox([{ message_id: id, subject: 's', sent_at: 't', kind, body }], 0)}`,
})

test('commands run one after the other, then the turn ends with the last result', () => {
  const turn = [said('RUN:echo one\nRUN:echo two')]
  expect(nextStep(turn, 'Bash')).toEqual(shell('echo one'))
  expect(nextStep([...turn, ...did('one')], 'Bash')).toEqual(shell('echo two'))
  expect(nextStep([...turn, ...did('one'), ...did('two')], 'Bash')).toEqual({
    kind: 'text',
    text: 'TOOLDONE: two',
  })
})

test('a text without commands is echoed, with the number of texts so far', () => {
  expect(nextStep([said('a'), { kind: 'assistant-text' }, said('b')], 'Bash')).toEqual({
    kind: 'text',
    text: 'ECHO[2]: b',
  })
})

test('what a message asks for is done once, however often it stands in the context', () => {
  const first = [said('woken'), mail('m1', 'RUN:echo pong'), mail('m1', 'RUN:echo pong')]
  expect(nextStep(first, 'Bash')).toEqual(shell('echo pong'))
  const later = [
    ...first,
    ...did('pong'),
    { kind: 'assistant-text' } as const,
    said('again'),
    mail('m1', 'RUN:echo pong'),
  ]
  expect(nextStep(later, 'Bash')).toEqual({ kind: 'text', text: 'ECHO[2]: again' })
})

test('notices are read, not obeyed', () => {
  expect(nextStep([said('woken'), mail('m1', 'RUN:rm -rf /', 'notice')], 'Bash')).toMatchObject({
    kind: 'text',
  })
})
