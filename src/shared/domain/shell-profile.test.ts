import { expect, test } from 'vitest'
import { chooseProfile, ownShell, readProfiles } from './shell-profile.ts'

const own = ownShell('linux', '/bin/bash')

test('profiles are read line by line; a line that is wrong costs no other', () => {
  const setting =
    'Zsh = /bin/zsh -l\n\nnonsense\n= /bin/x\nQuoted = "/opt/my shell" --flag\nOpen = "never closed'
  expect(readProfiles(setting)).toEqual([
    { name: 'Zsh', argv: ['/bin/zsh', '-l'] },
    { name: 'Quoted', argv: ['/opt/my shell', '--flag'] },
  ])
})

test('the first profile is used for new terminals, and without any the own shell of the user', () => {
  const profiles = readProfiles('Zsh = zsh\nFish = fish')
  expect(chooseProfile(profiles, null, own).name).toBe('Zsh')
  expect(chooseProfile(profiles, 'Fish', own).argv).toEqual(['fish'])
  expect(chooseProfile(profiles, 'gone', own).name).toBe('Zsh')
  expect(chooseProfile([], 'gone', own)).toEqual({ name: 'bash', argv: ['/bin/bash'] })
  expect(ownShell('darwin', '/bin/zsh').argv).toEqual(['/bin/zsh', '-l'])
})
