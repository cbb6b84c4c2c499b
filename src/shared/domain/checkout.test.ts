import { expect, test } from 'vitest'
import { Checkout } from './checkout.ts'

const isGood = (repository: string, commit?: string) => Checkout.safeParse({ repository, commit }).success

test.each([
  'https://git.example/team/repo.git',
  'ssh://git@git.example/team/repo',
  'git@git.example:team/repo.git',
  'file:///srv/repo',
  '/srv/repo',
])('%s can be cloned', (address) => expect(isGood(address)).toBe(true))
test.each([
  'ext::sh -c touch% /tmp/pwned',
  '--upload-pack=touch /tmp/pwned',
  'https://-oProxyCommand=x/repo',
  'git@host:-x',
  'relative/path',
  'http://git.example/in-the-clear',
  '',
])('%s cannot', (address) => expect(isGood(address)).toBe(false))
test('a commit is a name, never an option', () => {
  expect([isGood('/r', 'main'), isGood('/r', 'feature/x-1'), isGood('/r', '0a1b2c')]).toEqual([
    true,
    true,
    true,
  ])
  expect([isGood('/r', '--help'), isGood('/r', 'a b'), isGood('/r', '')]).toEqual([false, false, false])
})
