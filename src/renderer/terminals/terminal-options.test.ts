import { expect, test } from 'vitest'
import { fontFamily } from './terminal-options.ts'

test('a chosen font comes first, and cannot leave the rule it is written into', () => {
  expect(fontFamily('Fira Code')).toMatch(/^Fira Code, 'JetBrains Mono Variable'/)
  expect(fontFamily(' ')).toMatch(/^'JetBrains Mono Variable'/)
  expect(fontFamily('x; } body { display: none')).not.toMatch(/[;{}]/)
})
