import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as nodePty from 'node-pty'
import { afterAll, expect, test } from 'vitest'
import { integrateShell, writeIntegration } from './shell-integration.ts'

const home = mkdtempSync(join(tmpdir(), 'shell integration-')) // with a blank: paths are quoted
const directory = join(home, 'scripts')
writeIntegration(directory)
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

// oxlint-disable no-control-regex -- escape sequences are what this is about
const shells = [
  { shell: '/bin/bash', file: '.bashrc', line: 'export FROM_FILE=read; PS1="ready> "' },
  { shell: '/usr/bin/zsh', file: '.zshrc', line: 'export FROM_FILE=read; PS1="ready> "' },
  {
    shell: '/usr/bin/fish',
    file: '.config/fish/config.fish',
    line: 'set -gx FROM_FILE read; function fish_prompt; echo -n "ready> "; end',
  },
] as const

/** Runs a real shell as a terminal would, types `commands` one after another, and answers all that it printed. */
async function converse(shell: string, commands: readonly string[]): Promise<string> {
  const environment = { HOME: home, PATH: '/usr/bin:/bin', TERM: 'xterm-256color', LANG: 'C.UTF-8' }
  const { argv, env } = integrateShell([shell], { directory, environment })
  const [program = shell, ...rest] = argv
  const pty = nodePty.spawn(program, rest, {
    cwd: home,
    env: { ...environment, ...env },
    cols: 200,
    rows: 30,
  })
  let text = ''
  const waiting: { pattern: RegExp; from: number; resolve: () => void }[] = []
  pty.onData((data) => {
    text += data
    if (data.includes('\x1b[c')) pty.write('\x1b[?62;c') // fish asks before its first prompt
    for (const one of waiting) if (one.pattern.test(text.slice(one.from))) one.resolve()
  })
  const until = (pattern: RegExp, from: number): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ pattern, from, resolve })
      if (pattern.test(text.slice(from))) resolve()
    })
  await until(/ready> /, 0)
  for (const command of commands) {
    const from = text.length
    pty.write(`${command}\r`)
    await until(/133;D;\d+[^]*ready> /, from)
  }
  const ended = new Promise((resolve) => pty.onExit(resolve))
  pty.kill('SIGKILL')
  await ended
  return text
}

for (const { shell, file, line } of shells) {
  test(
    `${shell} tells of its commands and its directory, and reads the user's own files`,
    { timeout: 30_000 },
    async (context) => {
      context.skip(!existsSync(shell), `${shell} is not installed`)
      mkdirSync(join(home, file, '..'), { recursive: true })
      writeFileSync(join(home, file), `${line}\n`)
      mkdirSync(join(home, 'a ü'), { recursive: true })
      const text = await converse(shell, ['echo is-$FROM_FILE', 'false', "cd 'a ü'"])
      expect(text).toContain('is-read')
      expect(text).toMatch(/\x1b\]133;A/)
      expect(text).toMatch(/\x1b\]133;C\x07[^]*?is-read[^]*?\x1b\]133;D;0/)
      expect(text).toMatch(/\x1b\]133;D;1/)
      const paths = [...text.matchAll(/\x1b\]7;file:\/\/[^/]*([^\x07]*)\x07/g)].map(([, path]) =>
        decodeURIComponent(path ?? ''),
      )
      expect([paths[0], paths.at(-1)]).toEqual([home, join(home, 'a ü')])
    },
  )
}

test('a shell with a command of its own, and any other program, is started as it was asked for', () => {
  const options = { directory, environment: { ZDOTDIR: '/own' } }
  for (const argv of [['/bin/bash', '-c', 'ls'], ['/bin/dash'], ['/usr/bin/python3', '-i']])
    expect(integrateShell(argv, options)).toEqual({ argv, env: {} })
  expect(integrateShell(['/bin/zsh', '-l'], options)).toEqual({
    argv: ['/bin/zsh', '-l'],
    env: { REVEILLE_ZDOTDIR: '/own', ZDOTDIR: join(directory, 'zsh') },
  })
})
