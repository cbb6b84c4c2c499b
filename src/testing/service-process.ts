import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ReadyLine } from '../shared/contract/api/service.ts'

const entry = fileURLToPath(new URL('../service/main.ts', import.meta.url))

/** The service as a process of its own, as the app and `reveille serve` start it. */
export type ServiceProcess = {
  readonly pid: number
  readonly url: string
  readonly tokenFile: string
  /** Sends the signal and resolves with how the process ended. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | string>
}

/** Starts it and waits until it accepts requests; rejects with the exit code and what it said. */
export async function startServiceProcess(
  dataDir: string,
  args: readonly string[] = [],
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [entry, '--data-dir', dataDir, '--ready-json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = endOf(child)
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`exit ${code}: ${said}`))),
  ])
  return {
    ...ReadyLine.parse(JSON.parse(line)),
    pid: child.pid ?? 0,
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

const endOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')))
