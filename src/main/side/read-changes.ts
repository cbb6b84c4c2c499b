import { execFile } from 'node:child_process'
import type { ChangedFile, Changes } from '../../shared/contract/app-side.ts'
import { changesPatchCharsMax, gitWithinMs, untrackedFilesShownMax } from '../../shared/limits.ts'

type Git = (
  args: readonly string[],
) => Promise<{ readonly code: number; readonly out: string; readonly error: string }>

/**
 * Runs git in a directory that is not ours: nothing that the repository configures is run (no hooks, no monitor, no
 * external diff, no text conversion), nothing is written, nobody is asked.
 */
export const gitIn =
  (directory: string, environment: NodeJS.ProcessEnv): Git =>
  (args) =>
    new Promise((resolve) => {
      const safe = [
        '-c',
        'core.fsmonitor=false',
        '-c',
        'core.hooksPath=/dev/null',
        '-c',
        'core.quotePath=false',
      ]
      const env = { ...environment, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
      const options = { cwd: directory, env, timeout: gitWithinMs, maxBuffer: 4 * changesPatchCharsMax }
      execFile('git', [...safe, ...args], options, (error, out, told) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0
        resolve({ code, out, error: told || (error?.message ?? '') })
      })
    })

/** What is not committed where `git` looks. */
export async function readChanges(git: Git): Promise<Changes> {
  const top = await git(['rev-parse', '--show-toplevel'])
  if (top.code === -1) return { kind: 'refused', because: top.error }
  if (top.code !== 0) return { kind: 'no-repository' }
  const status = await git(['status', '--porcelain=v1', '-z', '--branch', '--untracked-files=all'])
  if (status.code !== 0) return { kind: 'refused', because: status.error }
  const { branch, files } = readStatus(status.out)
  const hasCommit = (await git(['rev-parse', '--verify', '-q', 'HEAD'])).code === 0
  const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--src-prefix=a/', '--dst-prefix=b/']
  const tracked = await git(['diff', ...plain, ...(hasCommit ? ['HEAD'] : ['--cached'])])
  const untracked = files.filter((file) => file.status === 'untracked').slice(0, untrackedFilesShownMax)
  const parts = [tracked.out]
  // `--no-index` answers 1 where there is a difference, which there always is. Paths are from the root of the repository.
  for (const { path } of untracked)
    parts.push(
      (await git(['-C', top.out.trim(), 'diff', ...plain, '--no-index', '--', '/dev/null', path])).out,
    )
  const patch = parts.join('')
  const isCut = patch.length > changesPatchCharsMax
  return {
    kind: 'changes',
    root: top.out.trim(),
    branch,
    files,
    // Cut at the beginning of a file, so that what is left can be read.
    patch: isCut ? patch.slice(0, patch.lastIndexOf('\ndiff --git ', changesPatchCharsMax) + 1) : patch,
    isCut,
  }
}

const statusOfLetter: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'added',
  '?': 'untracked',
  U: 'conflicted',
}

/** Reads `git status --porcelain=v1 -z --branch`; a renamed file is followed by its old name. */
export function readStatus(text: string): { readonly branch: string; readonly files: ChangedFile[] } {
  const files: ChangedFile[] = []
  let branch = ''
  const parts = text.split('\0').filter((part) => part !== '')
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? ''
    const letters = part.slice(0, 2)
    if (letters === '##') {
      branch =
        part
          .slice(3)
          .replace(/^No commits yet on /, '')
          .split('...')[0] ?? ''
      continue
    }
    const isRenamed = letters.includes('R') || letters.includes('C')
    if (isRenamed) index += 1
    const letter = letters.includes('U') ? 'U' : letters.trim().charAt(0)
    files.push({ path: part.slice(3), status: statusOfLetter[letter] ?? 'changed' })
  }
  return { branch, files }
}
