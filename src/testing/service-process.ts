import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ReadyLine, ServiceFile } from '../shared/contract/api/service.ts'

const entry = fileURLToPath(new URL('../service/main.ts', import.meta.url))

/** The service as a process of its own, as the app and `reveille serve` start it. */
export type ServiceProcess = {
  readonly pid: number
  readonly url: string
  readonly tokenFile: string
  /** Sends the signal and resolves with how the process ended. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | string>
}

/** Starts it (`under` a program that runs programs, if any) and waits until it accepts requests; rejects with the exit code and what it said. */
export async function startServiceProcess(
  dataDir: string,
  args: readonly string[] = [],
  under: readonly string[] = [],
): Promise<ServiceProcess> {
  const [program = '', ...rest] = [
    ...under,
    process.execPath,
    entry,
    '--data-dir',
    dataDir,
    '--ready-json',
    ...args,
  ]
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = endOf(child)
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`exit ${code}: ${said}`))),
  ])
  const ready = ReadyLine.parse(JSON.parse(line))
  const own = readFileSync(join(dirname(ready.tokenFile), 'service.json'), 'utf8')
  const { pid } = ServiceFile.parse(JSON.parse(own)) // `child` may be the program it runs under
  let isOver = false
  void ended.then(() => (isOver = true))
  return {
    ...ready,
    pid,
    end: (signal) => {
      if (!isOver) signalIfThere(pid, signal)
      return ended
    },
  }
}

function signalIfThere(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const endOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')))
