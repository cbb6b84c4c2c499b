import { expect, test } from 'vitest'
import { splitCommandLine } from './command-line.ts'

test.each([
  ['node agent.mjs --fast', ['node', 'agent.mjs', '--fast']],
  ['  python3   "my agent.py" \'a b\'c ', ['python3', 'my agent.py', 'a bc']],
  [String.raw`say it\'s "a \"b\"" ''`, ['say', "it's", 'a "b"', '']],
  ['echo $HOME `id` ; rm *', ['echo', '$HOME', '`id`', ';', 'rm', '*']],
  ['', []],
])('%s', (line, words) => {
  expect(splitCommandLine(line)).toEqual({ ok: true, value: words })
})
test('an open quote is refused', () => {
  expect(splitCommandLine('echo "a').ok).toBe(false)
})
