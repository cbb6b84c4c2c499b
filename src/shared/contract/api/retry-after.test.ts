import { expect, test } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const read = (retryAfter: string | null, date: string | null = null) =>
  readRetryAfter({ get: (name) => (name === 'retry-after' ? retryAfter : date) }, now)

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
  ['Sun Mar  1 12:00:30 2026', 30_000],
  ['Sun, 01 Mar 2026 11:59:00 GMT', 0],
] as const)('%s is read', (text, milliseconds) => expect(read(text)).toBe(milliseconds))

test.each([null, '', '-5', 'soon', '1.5', '2026', 'Sunday', '1e9', 'Mon, 99 Foo 2026 12:00:00 GMT'])(
  '%s says nothing',
  (text) => expect(read(text === '2026' ? '2026-03-01' : text)).toBeNull(),
)

test('a date is measured by the clock of whoever wrote it', () => {
  expect(read('Sun, 01 Mar 2026 14:00:30 GMT', 'Sun, 01 Mar 2026 14:00:00 GMT')).toBe(30_000)
})
