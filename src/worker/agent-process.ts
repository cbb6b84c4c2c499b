import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import type { HeadlessReading } from '../shared/harness/harness.ts'
import type { PreparedExecution } from './prepare-execution.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { outputAfterExitMs } from '../shared/worker-limits.ts'
import { createLineReader, createTextReader } from './line-reader.ts'

/** How a headless turn ended. */
export type AgentEnd = {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** What the harness itself said about its turn; null when it said nothing. */
  readonly result: HeadlessReading['result']
  /** The last that it printed, for a failure that says no more. */
  readonly lastWords: string
}

export type AgentEvents = {
  readonly onText: (text: string) => void
  /** Its first sign: the process, or the harness's own first line. */
  readonly onStarted: (session: HeadlessReading['session']) => void
}

export type AgentProcess = { readonly pid: number | null; readonly ended: Promise<AgentEnd> }

const lastWordsChars = 2_000

function stepBack(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness)
  } catch {
    // it is over already
  }
}

/** Starts the agent in a process group of its own and reads its output. */
export function startAgent(
  prepared: PreparedExecution,
  readLine: ((line: string) => HeadlessReading) | null,
  events: AgentEvents,
  { clock, niceness }: { readonly clock: Clock; readonly niceness: number },
): AgentProcess {
  const isWindows = process.platform === 'win32'
  // Set from outside, what it starts in its first moments would not step back.
  const standsBack = niceness > 0 && !isWindows ? ['nice', '-n', String(niceness)] : []
  const [program = '', ...args] = [...standsBack, ...prepared.plan.argv]
  const child = spawn(program, args, {
    cwd: prepared.plan.directory,
    env: { ...prepared.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group that can be ended as one
  })
  if (niceness > 0 && isWindows && child.pid !== undefined) stepBack(child.pid, niceness)
  let result: HeadlessReading['result'] = null
  let lastWords = ''
  const show = (text: string): void => {
    lastWords = (lastWords + text).slice(-lastWordsChars)
    events.onText(text)
  }
  const onLine = (line: string): void => {
    const reading = readLine?.(line)
    if (!reading) return
    if (reading.session !== null) events.onStarted(reading.session)
    result = reading.result ?? result
    show(reading.text)
  }
  const output = readLine ? createLineReader(onLine) : createTextReader(show)
  const errors = createTextReader(show)
  child.stdout.on('data', (bytes: Buffer) => output.push(bytes))
  child.stderr.on('data', (bytes: Buffer) => errors.push(bytes))
  if (!readLine) child.once('spawn', () => events.onStarted(null))
  const ended = new Promise<AgentEnd>((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined)
        resolve({ exitCode: null, signal: null, result: null, lastWords: error.message })
    })
    child.once('exit', (exitCode, signal) => {
      const finish = (): void => {
        late.dispose()
        output.end()
        errors.end()
        resolve({ exitCode, signal, result, lastWords })
      }
      // All output is read when the pipes close; a process left behind may hold them open for ever.
      const late = clock.after(outputAfterExitMs, finish)
      child.once('close', finish)
    })
  })
  return { pid: child.pid ?? null, ended }
}
