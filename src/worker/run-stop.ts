import { spawn } from 'node:child_process'

/** Runs what ends a wrapped execution besides its process tree, such as `podman kill`. It has no output anybody waits for. */
export function runStop(argv: readonly string[], log: (text: string) => void): void {
  const [program, ...args] = argv
  if (program === undefined) return
  const child = spawn(program, args, { stdio: 'ignore' })
  child.once('error', (error) => log(`--wrap-stop: ${error.message}`))
}
