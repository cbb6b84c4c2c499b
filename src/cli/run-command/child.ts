import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How a program ended. */
export type ChildEnd =
  | { readonly kind: 'not-started'; readonly message: string }
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals; readonly code: number }

export type ChildRequest = {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What it reads; null leaves it the terminal. */
  readonly input: string | null
  readonly onSpawned: () => void
}

/**
 * Runs a program in this one's place: it has the terminal, gets the signals, and its end is ours. Ctrl-C reaches it
 * from the terminal itself, so that signal is only outlived here; the others come to us alone and are passed on.
 */
export function runChild(request: ChildRequest): Promise<ChildEnd> {
  const [program = '', ...args] = request.argv
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: [request.input === null ? 'inherit' : 'pipe', 'inherit', 'inherit'],
      env: { ...request.environment },
    })
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
    const outlive = (): void => {}
    const passed = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const
    for (const signal of passed) process.on(signal, pass)
    process.on('SIGINT', process.stdin.isTTY ? outlive : pass)
    process.on('SIGQUIT', outlive)
    const end = (how: ChildEnd): void => {
      for (const signal of passed) process.off(signal, pass)
      process.removeAllListeners('SIGINT')
      process.off('SIGQUIT', outlive)
      resolve(how)
    }
    child.once('spawn', request.onSpawned)
    child.once('error', (error) => {
      if (child.pid === undefined) end({ kind: 'not-started', message: describeSpawnError(program, error) })
    })
    child.once('close', (code, signal) => {
      if (signal !== null) end({ kind: 'signalled', signal, code: 128 + constants.signals[signal] })
      else end({ kind: 'exited', code: code ?? 1 })
    })
    child.stdin?.on('error', () => {}) // a program that does not read its input has not failed
    child.stdin?.end(request.input)
  })
}

function describeSpawnError(program: string, error: Error): string {
  const code = 'code' in error ? error.code : null
  if (code === 'ENOENT') return `${program}: no such program, or its directory is gone`
  if (code === 'EACCES') return `${program}: not executable`
  return `${program}: ${error.message}`
}
