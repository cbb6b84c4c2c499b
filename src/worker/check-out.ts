import { execFile } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkout } from '../shared/domain/checkout.ts'
import { err, ok, type Result } from '../shared/kernel/result.ts'
import { checkoutWithinMs } from '../shared/worker-limits.ts'

/**
 * Puts a commit of a repository into a run's empty directory. A directory that was checked out before is left as it is:
 * it holds what the run has done. Nothing of the repository is executed: no hooks, no submodules, no other transports.
 */
export async function checkOut(
  { repository, commit = 'HEAD' }: Checkout,
  directory: string,
  environment: Readonly<Record<string, string>>,
  abort: AbortSignal,
): Promise<Result<void, string>> {
  if (existsSync(join(directory, '.git'))) return ok(undefined)
  const git = (...args: string[]) => runGit(args, directory, environment, abort)
  const steps = [
    ['init', '--quiet'],
    ['remote', 'add', 'origin', repository],
    ['fetch', '--quiet', '--depth', '1', 'origin', commit],
    ['checkout', '--quiet', '--detach', 'FETCH_HEAD'],
  ]
  for (const step of steps) {
    const done = await git(...step)
    if (done.ok) continue
    rmSync(join(directory, '.git'), { recursive: true, force: true }) // half of one is none: the next try begins anew
    return err(`${repository} could not be checked out at ${commit}: ${done.error}`)
  }
  return ok(undefined)
}

function runGit(
  args: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Result<void, string>> {
  const safe = [
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'protocol.ext.allow=never',
    '-c',
    'submodule.recurse=false',
  ]
  const env = {
    ...environment,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    GIT_SSH_COMMAND: environment['GIT_SSH_COMMAND'] ?? 'ssh -oBatchMode=yes',
  }
  return new Promise((resolve) => {
    execFile(
      'git',
      [...safe, ...args],
      { cwd: directory, env, timeout: checkoutWithinMs, signal },
      (error, _stdout, stderr) => {
        if (!error) return resolve(ok(undefined))
        const isMissing = 'code' in error && error.code === 'ENOENT'
        const words = isMissing ? 'git is not installed on this worker' : stderr.trim().split('\n').at(-1)
        resolve(err((words || error.message).slice(0, 1_000)))
      },
    )
  })
}
