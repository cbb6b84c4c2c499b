import { expect, test } from 'vitest'
import { askAgainInMs } from './restore-again.ts'

const pace = (because: Parameters<typeof askAgainInMs>[0]): readonly number[] =>
  [1, 2, 3, 4, 5, 50].map((looks) => askAgainInMs(because, looks))

test.each(['service-not-reached', 'pty-host-not-reached'] as const)(
  'while the word is %s it is asked again after 1, 2, 5 and 10 seconds, and every 10 from then on',
  (because) => {
    expect(pace(because)).toEqual([1_000, 2_000, 5_000, 10_000, 10_000, 10_000])
  },
)
test('a refusal is asked about again every 30 seconds, from the first time on', () => {
  expect(pace('service-refuses')).toEqual([30_000, 30_000, 30_000, 30_000, 30_000, 30_000])
})
