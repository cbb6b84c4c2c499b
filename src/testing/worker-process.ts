import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const entry = fileURLToPath(new URL('../worker/main.ts', import.meta.url))

/** A worker as a process of its own; it ends with the test at the latest. */
export type WorkerProcess = {
  readonly end: (signal: NodeJS.Signals) => Promise<number | string>
  readonly signal: (signal: NodeJS.Signals) => void
  readonly log: () => string
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** Starts a worker for this service (`under` a program that runs programs, if any). */
export function startWorkerProcess(
  service: { readonly url: string; readonly tokenFile: string },
  dataDirectory: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  under: readonly string[] = [],
): WorkerProcess {
  const address = [
    '--url',
    service.url,
    '--token-file',
    service.tokenFile,
    '--data-dir',
    dataDirectory,
    '--name',
    'w1',
  ]
  const [program = '', ...rest] = [...under, process.execPath, entry, ...address, ...args]
  const child = spawn(program, rest, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')))
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? '')),
  )
  const end = (signal: NodeJS.Signals): Promise<number | string> => {
    child.kill(signal)
    return ended
  }
  onTestFinished(async () => void (await end('SIGKILL')))
  return { end, signal: (signal) => void child.kill(signal), log: () => said, ended }
}
