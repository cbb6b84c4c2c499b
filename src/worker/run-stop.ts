import { spawn } from 'node:child_process'

/** Runs the command that ends what an execution's wrapping started; resolves when it is over, however it went. */
export function runStop(argv: readonly string[], log: (text: string) => void): Promise<void> {
  const [program, ...args] = argv
  if (program === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' })
    child.once('error', (error) => {
      log(`--wrap-stop: ${error.message}`)
      resolve()
    })
    child.once('close', () => resolve())
  })
}
