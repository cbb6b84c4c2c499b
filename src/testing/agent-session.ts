import { execFileSync, spawn as spawnProcess } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import headless from '@xterm/headless'
import { spawn, type IPty } from 'node-pty'
import { onTestFailed, onTestFinished } from 'vitest'
import { findSession } from '../main/supervision/session-there.ts'
import { pasteWake } from '../main/wake/paste.ts'
import type { LogEvent } from '../shared/contract/api/event.ts'
import { HarnessSessionId, TerminalId } from '../shared/domain/ids.ts'
import { atWorkFile, readAtWork } from '../shared/harness/at-work.ts'
import { cliShims } from '../shared/harness/cli-shim.ts'
import { runEnvironment } from '../shared/harness/environment.ts'
import type { Harness, LaunchFacts, LaunchPlan } from '../shared/harness/harness.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { makeLinks } from '../worker/run-folder.ts'
import { cliEntry, temporaryDirectory } from './cli-process.ts'
import type { ModelServer } from './model-server/model-server.ts'
import type { RealAgent } from './real-agents.ts'
import type { TestService } from './service-harness.ts'
import { readStream } from './service-stream.ts'

/** A real agent CLI in a pty, launched as the adapter plans it. */
export type AgentTerminal = {
  readonly pty: IPty
  readonly exited: Promise<number>
  /** Resolves when the terminal has shown the text; asked again, when it has shown it once more. */
  readonly shown: (text: string) => Promise<void>
  /** Types a prompt and sends it, as the last rung of delivery does. */
  readonly type: (text: string) => Promise<void>
  /** Leaves it as a person does. */
  readonly leave: () => Promise<void>
}

/** A local run of a real agent CLI, against the scripted model and a real service. */
export async function agentRun(
  service: Pick<TestService, 'url' | 'token' | 'owner'>,
  model: ModelServer,
  agent: RealAgent,
) {
  const { harness } = agent
  const home = temporaryDirectory()
  const directory = join(home, 'project')
  const runDirectory = join(home, 'run')
  const binDirectory = join(home, 'bin')
  for (const folder of [directory, runDirectory, binDirectory]) mkdirSync(folder, { mode: 0o700 })
  const reveille = [process.execPath, cliEntry]
  for (const { name, content, mode } of cliShims(reveille, 'linux'))
    writeFileSync(join(binDirectory, name), content, { mode })
  // A waiter makes the pipe when there is none; here it stands before, so that `rouse` can wait on it.
  execFileSync('/bin/sh', ['-c', 'mkfifo -m 600 "$0"', join(runDirectory, 'wake.fifo')])
  agent.setUp(home, [directory], model.url)
  const { run_id: runId } = await service.owner.ask('createRun', {
    body: { prompt: 'p', execution_location: 'LOCAL' },
  })
  const { token } = await service.owner.ask('issueToken', { params: { run_id: runId } })
  const events = await readStream<LogEvent>(
    `${service.url}/agent/events/stream?run_ids=${runId}`,
    service.token,
  )
  onTestFinished(events.close)
  const facts: LaunchFacts = {
    ...{
      runId,
      parentRunId: null,
      name: 'tester',
      directory,
      runDirectory,
      prompt: '',
      reveille,
      command: [],
    },
    session: HarnessSessionId.parse(randomUUID()),
    ...{
      model: null,
      permissionMode: 'bypass',
      program: agent.program ?? '',
      platform: 'linux',
      home,
      configDirectory: null,
    },
    questionSeconds: 0,
    serviceUrl: service.url,
    mayTrust: true,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  }
  const base = agent.environment(home, model.url)
  const cache = process.env['XDG_CACHE_HOME'] ?? join(home, '.cache')
  const ofRun = {
    runId,
    parentRunId: null,
    token,
    url: service.url,
    serviceFile: null,
    harness: harness.name,
    name: 'tester',
  }
  const place = { runDirectory, session: facts.session, binDirectory }
  const environment = {
    ...base,
    XDG_CACHE_HOME: cache,
    ...runEnvironment({ ...ofRun, ...place }, base, delimiter),
  }
  onTestFinished(() => endProcessesOf(runId))

  const session = async (): Promise<HarnessSessionId> =>
    (await service.owner.ask('getRun', { params: { run_id: runId } })).harness_session_id ?? facts.session
  const transcript = async (): Promise<readonly string[]> => {
    const place = harness.sessionPlace?.({ ...facts, session: await session() })
    const file = place && place.kind !== 'database' ? findSession(place) : null
    return file === null ? [] : readFileSync(file, 'utf8').split('\n')
  }
  const open = (plan: LaunchPlan): AgentTerminal => {
    writeSeeds(plan)
    return openTerminal(plan, { ...environment, ...plan.environment, TERM: 'xterm-256color' }, agent)
  }
  return {
    ...{ home, facts, runId, runDirectory, directory },
    start: (prompt: string, permissionMode: LaunchFacts['permissionMode'] = 'bypass') =>
      open(harness.start({ ...facts, prompt, permissionMode })),
    /** The session that the harness told, or the one that was minted for it. */
    session,
    resume: (prompt: string, session = facts.session) => open(harness.resume({ ...facts, session, prompt })),
    headless: (prompt: string, mode: 'start' | 'resume', session = facts.session) =>
      finished(harness, harness.headless({ ...facts, session, prompt }, mode), environment),
    environment,
    /** Resolves with the events up to the next of this type. */
    reached: (type: string) => events.takeUntil((event) => event.event_type === type),
    item: () => service.owner.ask('getRun', { params: { run_id: runId } }),
    send: async (body: string) =>
      (await service.owner.ask('sendMessages', { body: { to: [runId], subject: 's', body } }))
        .message_ids[0] ?? '',
    mail: async () =>
      (await service.owner.ask('listMessages', { params: { run_id: runId } })).messages.map(
        ({ state }) => state,
      ),
    /** What its turn was cut off at, as its transcript or its run's directory tells. */
    openCall: async (): Promise<string | null> => {
      const file = join(runDirectory, atWorkFile)
      if (!harness.readOpenCall) return existsSync(file) ? readAtWork(readFileSync(file, 'utf8')) : null
      return harness.readOpenCall(await transcript())
    },
    transcript,
    /** Writes into the wake pipe; waits until somebody reads it. Resolves with the time of the write. */
    rouse: (line: string) => rouse(join(runDirectory, 'wake.fifo'), line),
    waiters: () => processesOf(runId).filter((pid) => commandLine(pid).includes('wake-waiter.sh')),
  }
}

function openTerminal(
  plan: LaunchPlan,
  environment: Record<string, string>,
  agent: RealAgent,
): AgentTerminal {
  const [program = '', ...args] = plan.argv
  const pty = spawn(program, args, { cols: 120, rows: 40, cwd: plan.directory, env: environment })
  // A terminal answers the questions that programs ask it; some do not start without.
  const terminal = new headless.Terminal({ cols: 120, rows: 40, allowProposedApi: true })
  terminal.onData((reply) => pty.write(reply))
  let screen = ''
  const watchers = new Set<(text: string) => void>()
  let notify = (): void => {}
  pty.onData((text) => {
    terminal.write(text)
    screen += plainText(text)
    for (const watcher of watchers) watcher(text)
    notify()
  })
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  const shown = async (text: string): Promise<void> => {
    const wanted = text.replaceAll(' ', '')
    while (!screen.includes(wanted)) await new Promise<void>((resolve) => (notify = resolve))
    screen = screen.slice(screen.indexOf(wanted) + wanted.length)
  }
  onTestFailed(() => void process.stdout.write(`what stood on its screen:\n${screenOf(terminal)}\n`))
  const terminalId = TerminalId.parse('t')
  const type = async (text: string): Promise<void> => {
    const typed = await pasteWake(text, {
      ...{ terminalId, submit: '\r', clock: systemClock, incarnation: () => 1, typedAt: () => null },
      host: { write: (_id, data) => Promise.resolve(pty.write(data)) },
      output: (onText) => {
        watchers.add(onText)
        return { dispose: () => watchers.delete(onText) }
      },
      fact: () => Promise.resolve({ kind: 'free' }),
      claim: () => {},
    })
    if (!typed.ok) throw new Error(typed.error.message)
  }
  const leave = async (): Promise<void> => {
    for (const { after, keys } of agent.quit) {
      await shown(after)
      pty.write(keys)
    }
    await exited
  }
  return { pty, exited, shown, type, leave }
}

function screenOf({ buffer: { active } }: headless.Terminal): string {
  const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true))
  return lines.filter((line) => line !== undefined && line.trim() !== '').join('\n')
}

/** One headless turn as a worker runs it: what its lines came to. */
async function finished(harness: Harness, plan: LaunchPlan, environment: Record<string, string>) {
  writeSeeds(plan)
  const [program = '', ...args] = plan.argv
  const child = spawnProcess(program, args, {
    cwd: plan.directory,
    env: { ...environment, ...plan.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const read = harness.headlessReader?.()
  const readings = output.split('\n').flatMap((line) => read?.(line) ?? [])
  return {
    exitCode,
    output,
    session: readings.findLast(({ session }) => session !== null)?.session ?? null,
    result: readings.findLast(({ result }) => result !== null)?.result ?? null,
    text: readings.map(({ text }) => text).join(''),
  }
}

function writeSeeds({ seeds, links }: LaunchPlan): void {
  makeLinks(links ?? [])
  for (const { path, content, mode } of seeds) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { mode })
    chmodSync(path, mode)
  }
}

/** What was drawn, without codes and gaps: a full-screen program moves the cursor instead of writing a space. */
const plainText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  text.replaceAll(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b\[[0-9;?<>=]*[A-Za-z]|[\u0000-\u0020]/g, '')

/** Opening a pipe holds the shell until a waiter reads: no polling. */
function rouse(fifo: string, line: string): Promise<number> {
  const script = 'printf "%s\\n" "$2" > "$1"; date +%s%3N'
  const child = spawnProcess('sh', ['-c', script, 'sh', fifo, line], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()))
  return new Promise((resolve) => child.once('close', () => resolve(Number(output))))
}

/** Processes that carry the run's id in their environment. */
export function processesOf(runId: string): number[] {
  return readdirSync('/proc')
    .filter(
      (name) =>
        /^\d+$/.test(name) && read(`/proc/${name}/environ`).split('\0').includes(`REVEILLE_RUN_ID=${runId}`),
    )
    .map(Number)
}

export function endProcessesOf(runId: string): void {
  for (const pid of processesOf(runId))
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
}

const commandLine = (pid: number): string => read(`/proc/${pid}/cmdline`)

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // gone
  }
}
