import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readClaudeLine } from './claude-output.ts'

const lines = readFileSync(join(import.meta.dirname, 'fixtures/claude-2.1.330/stream-json.jsonl'), 'utf8')
  .trim()
  .split('\n')

test('a recorded headless turn reads as terminal text, a result and a session', () => {
  const readings = lines.map(readClaudeLine)
  expect(readings.map(({ text }) => text).join('')).toBe(
    [
      '\x1b[2mClaude Code, claude-opus-5-5\x1b[22m',
      "\x1b[36m⏺ Bash\x1b[39m printf 'a\\nb\\n'; echo err >&2",
      '  ⎿ \x1b[2ma\x1b[22m\x1b[2m (+2 lines)\x1b[22m',
      'TOOLDONE: a\r\nb\r\nerr',
      '\x1b[31mFailed to authenticate. API Error: 401 scripted 401\x1b[39m',
      '',
    ].join('\r\n'),
  )
  expect(readings.flatMap(({ result }) => result ?? [])).toEqual([
    { isError: false, summary: expect.stringContaining('TOOLDONE: a') },
    { isError: true, summary: 'Failed to authenticate. API Error: 401 scripted 401' },
  ])
  expect(readings[0]?.session).toMatch(/^[0-9a-f-]{36}$/)
})

test('what is no JSON is shown as it is; unknown lines and blocks show nothing', () => {
  expect(readClaudeLine('Segmentation fault').text).toBe('Segmentation fault\r\n')
  expect(readClaudeLine('{"type":"hologram","session_id":"s"}')).toEqual({
    text: '',
    session: 's',
    result: null,
  })
  expect(readClaudeLine('{"type":"assistant","message":{"content":[{"type":"thinking"},7,null]}}').text).toBe(
    '',
  )
  expect(readClaudeLine('[1]').text).toBe('[1]\r\n')
})

test('output of an agent cannot move the cursor of its reader', () => {
  const line = JSON.stringify({
    type: 'assistant',
    message: { content: [{ type: 'text', text: 'a\u001b[2Jb\u0007' }] },
  })
  expect(readClaudeLine(line).text).toBe('a[2Jb\r\n')
})
