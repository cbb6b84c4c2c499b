import { spawn } from 'node:child_process'
import { siblingEntry } from '../entry.ts'
import { exitCodes } from '../exit-codes.ts'

/** `reveille serve` and `reveille worker`: the program itself, with our arguments, terminal and signals. */
export async function runBackground(command: 'serve' | 'worker', args: readonly string[]): Promise<void> {
  const entry = siblingEntry(command === 'serve' ? 'service' : 'worker')
  const child = spawn(process.execPath, [entry, ...args], { stdio: 'inherit' })
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, pass)
  process.on('SIGINT', () => {}) // the terminal sends it to both; the program decides when to end
  process.exitCode = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(exitCodes.refused.code))
    child.once('close', (code) => resolve(code ?? exitCodes.refused.code))
  })
}
