import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import bashIntegration from './integration/bash.sh?raw'
import fishIntegration from './integration/reveille.fish?raw'
import zshIntegration from './integration/zshenv.zsh?raw'

/** How a shell is started so that it tells of its commands, without a change to any file of the user's. */
export type IntegratedShell = {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** The scripts that shells of this data folder read; written at start, as they are part of the app. */
export function writeIntegration(directory: string): void {
  const zsh = join(directory, 'zsh')
  mkdirSync(zsh, { recursive: true, mode: 0o700 })
  const files = [
    [join(directory, 'bash.sh'), bashIntegration],
    [join(zsh, '.zshenv'), zshIntegration],
    [join(directory, 'reveille.fish'), fishIntegration],
  ] as const
  for (const [file, text] of files) {
    writeFileSync(file, text, { mode: 0o600 })
    chmodSync(file, 0o600)
  }
}

/**
 * Adds what each shell needs to read its script: an init file for bash, a ZDOTDIR that gives itself back for zsh, an
 * init command for fish. Any other shell, and one that was given a script or a command of its own, stays as it is.
 */
export function integrateShell(
  argv: readonly string[],
  options: {
    readonly directory: string
    readonly environment: Readonly<Record<string, string | undefined>>
  },
): IntegratedShell {
  const [program = '', ...rest] = argv
  const { directory, environment } = options
  const isPlain = rest.every((word) => word === '-l' || word === '--login' || word === '-i')
  const isLogin = rest.includes('-l') || rest.includes('--login')
  if (!isPlain) return { argv, env: {} }
  switch (basename(program)) {
    case 'bash':
      return {
        argv: [program, '--init-file', join(directory, 'bash.sh'), '-i'],
        env: isLogin ? { REVEILLE_SHELL_LOGIN: '1' } : {},
      }
    case 'zsh': {
      const own = environment['ZDOTDIR']
      const keep: Record<string, string> = own === undefined ? {} : { REVEILLE_ZDOTDIR: own }
      return { argv, env: { ...keep, ZDOTDIR: join(directory, 'zsh') } }
    }
    case 'fish':
      return {
        argv: [...argv, '--init-command', `source ${quoteForFish(join(directory, 'reveille.fish'))}`],
        env: {},
      }
    default:
      return { argv, env: {} }
  }
}

/** Single quotes: only the quote and the backslash mean anything in them. */
const quoteForFish = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
