import { expect, test } from 'vitest'
import { atMost } from './permission-mode.ts'

test('an agent gives its children at most what it has itself', () => {
  expect(atMost('bypass', 'default')).toBe('default')
  expect(atMost('accept-edits', 'plan')).toBe('plan')
  expect(atMost('plan', 'bypass')).toBe('plan')
  expect(atMost('bypass', 'bypass')).toBe('bypass')
})
