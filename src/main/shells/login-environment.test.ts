import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { askLoginShell, isFromDesktop, parseEnvironment, withLoginPath } from './login-environment.ts'

const home = mkdtempSync(join(tmpdir(), 'login-environment-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('only an app that no shell started asks one', () => {
  expect(isFromDesktop({ PATH: '/usr/bin' }, 'linux')).toBe(true)
  expect(isFromDesktop({ SHLVL: '1', TERM: 'xterm' }, 'linux')).toBe(false)
  expect(isFromDesktop({}, 'win32')).toBe(false)
})

test('what the files of a shell print beside it does no harm, and values may hold line breaks', () => {
  expect(parseEnvironment('welcome\nMARKPATH=/a:/b\0TEXT=one\ntwo=2\0SHLVL=2\0MARKbye', 'MARK')).toEqual({
    PATH: '/a:/b',
    TEXT: 'one\ntwo=2',
  })
  expect(parseEnvironment('no marks at all', 'MARK')).toBeNull()
  expect(parseEnvironment('MARKPATH=/a\0', 'MARK')).toBeNull()
})

test('the PATH that a real login shell sets is found, whatever its files say', async () => {
  writeFileSync(
    join(home, '.bash_profile'),
    'echo hello from the profile\nexport PATH="$HOME/own-bin:$PATH"\n',
  )
  const found = await askLoginShell('/bin/bash', { HOME: home, PATH: '/usr/bin:/bin' })
  expect(found?.['PATH']?.startsWith(`${home}/own-bin:`)).toBe(true)
})

test('a shell that is not there, or fails, changes nothing', async () => {
  expect(await askLoginShell(join(home, 'no-shell'), { HOME: home })).toBeNull()
  const broken = join(home, 'broken')
  writeFileSync(broken, '#!/bin/sh\nexit 3\n')
  chmodSync(broken, 0o700)
  expect(await askLoginShell(broken, { HOME: home })).toBeNull()
})

test('a profile that sets the PATH anew takes nothing away', () => {
  const found = { PATH: '/usr/bin:/own/bin', LANG: 'C' }
  expect(withLoginPath({ PATH: '/opt/agents:/usr/bin' }, found)).toEqual({
    PATH: '/usr/bin:/own/bin:/opt/agents',
    LANG: 'C',
  })
  expect(withLoginPath({ PATH: '/opt/agents' }, { LANG: 'C' })).toEqual({ PATH: '/opt/agents', LANG: 'C' })
})
