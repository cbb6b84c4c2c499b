import { spawn, type ChildProcess } from 'node:child_process'
import { z } from 'zod'
import type { Source } from '../../shared/domain/source.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { commandOutputChars } from '../../shared/limits.ts'
import { processStartTime } from '../files/process-start-time.ts'
import type { SourceTells } from './source-watch.ts'

type CommandSource = Source & { kind: 'command' }
/** What a restarted service must know: a command that was told of is not run again, one that was left behind is ended. */
const Progress = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running'), pid: z.int(), startTime: z.string().nullable() }),
  z.object({ kind: z.literal('done') }),
])

/** Runs a program and tells of its exit. Its arguments are the owner's; nothing from outside ever becomes one. */
export function watchCommand(
  source: CommandSource,
  progress: string | null,
  tells: SourceTells,
  clock: Clock,
): Disposable {
  const before = progress === null ? null : Progress.safeParse(JSON.parse(progress)).data
  if (before?.kind === 'done' && source.repeat === 'once') return { dispose: () => {} }
  if (before?.kind === 'running') endLeftBehind(before)
  let child: ChildProcess | null = null
  let again: Disposable | null = null
  let isOver = false
  const start = (): void => {
    again = null
    const [program = '', ...args] = source.argv
    const began = clock.now()
    let output = ''
    const running = spawn(program, args, {
      cwd: source.directory,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // a group of its own, to be ended as a whole
    })
    child = running
    const take = (bytes: Buffer): void => {
      output = (output + bytes.toString('utf8')).slice(-commandOutputChars)
    }
    running.stdout.on('data', take)
    running.stderr.on('data', take)
    if (running.pid !== undefined)
      void tells.progress(
        JSON.stringify({ kind: 'running', pid: running.pid, startTime: processStartTime(running.pid) }),
      )
    let isTold = false
    const ended = (exit: { code: number | null; signal: string | null; error: string | null }): void => {
      if (isTold || isOver) return
      isTold = true
      child = null
      void tell(exit, began, output)
    }
    running.once('error', (error) => ended({ code: null, signal: null, error: error.message }))
    running.once('close', (code, signal) => ended({ code, signal, error: null }))
  }
  const tell = async (
    exit: { code: number | null; signal: string | null; error: string | null },
    began: number,
    output: string,
  ): Promise<void> => {
    if (exit.error !== null) tells.failed(`${source.argv[0] ?? ''} could not be started: ${exit.error}`)
    await tells.happened({
      eventType: exit.error === null ? 'exited' : 'not-started',
      payload: { argv: source.argv, ...exit, ran_ms: clock.now() - began, output },
      dedupeKey: null,
    })
    await tells.progress(JSON.stringify({ kind: 'done' }))
    if (!isOver && source.repeat === 'again') again = clock.after(source.pause_seconds * 1_000, start)
  }
  start()
  return {
    dispose: () => {
      isOver = true
      again?.dispose()
      if (child?.pid !== undefined) endGroup(child.pid)
    },
  }
}

/** The program of a service that was killed may still run: it is ended before it is started again. */
function endLeftBehind({ pid, startTime }: { pid: number; startTime: string | null }): void {
  if (startTime !== null && processStartTime(pid) === startTime) endGroup(pid)
}

function endGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM')
  } catch {
    // it has ended already
  }
}

/** What a program needs to run; nothing of the service's own, and no token. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'USER', 'TMPDIR', 'SystemRoot', 'USERPROFILE', 'TEMP']
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}
