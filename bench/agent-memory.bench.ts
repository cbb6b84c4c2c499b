/**
 * What an idle live agent costs beside its own CLI: the memory (PSS) of all processes of its run that are ours, after it has
 * called one of the family's tools, against that of Claude Code itself. And what the service grows by for each wait that
 * is open, against a bare event stream.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import headless from '@xterm/headless'
import * as nodePty from 'node-pty'
import { HarnessSessionId } from '../src/shared/domain/ids.ts'
import { runEnvironment } from '../src/shared/harness/environment.ts'
import { postMcp } from '../src/testing/mcp-client.ts'
import { startModelServer } from '../src/testing/model-server/model-server.ts'
import { realAgents } from '../src/testing/real-agents.ts'
import { asking } from '../src/testing/service-harness.ts'
import { startServiceProcess } from '../src/testing/service-process.ts'
import { report } from './report.ts'

const waits = 200
const agent = realAgents.claude
const home = mkdtempSync(join(tmpdir(), 'reveille-bench-'))
const service = await startServiceProcess(join(home, 'data'))
const token = readFileSync(service.tokenFile, 'utf8').trim()
const owner = asking(service.url, token)
try {
  if (agent.program === null) process.stderr.write(`agent-memory: ${agent.why}\n`)
  else await measureAgent(agent.program)
  await measureWaits()
} finally {
  await service.end('SIGTERM')
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}

async function measureAgent(program: string): Promise<void> {
  const model = await startModelServer({ port: 0 })
  const { runId, token: own } = await startRun()
  const place = { directory: join(home, 'project'), runDirectory: join(home, 'run') }
  for (const directory of Object.values(place)) mkdirSync(directory, { mode: 0o700 })
  agent.setUp(home, [place.directory])
  const reveille = [process.execPath, join(import.meta.dirname, '../src/cli/main.ts')]
  const session = HarnessSessionId.parse(randomUUID())
  const plan = agent.harness.start({
    ...{ ...place, runId, parentRunId: null, name: 'idle', session, reveille, command: [], program, home },
    ...{ model: null, permissionMode: 'bypass', platform: 'linux', configDirectory: null, mayTrust: true },
    ...{ prompt: `CALL:${agent.familyTool('list_family')} {}`, questionSeconds: 0, serviceUrl: service.url },
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  })
  for (const { path, content, mode } of plan.seeds) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, content, { mode })
  }
  const around = agent.environment(home, model.url)
  const run = { runId, parentRunId: null, token: own, url: service.url, serviceFile: null, harness: 'claude' }
  const found = { name: 'idle', runDirectory: place.runDirectory, session, binDirectory: home }
  const env = { ...around, ...plan.environment, ...runEnvironment({ ...run, ...found }, around, ':') }
  const [file = '', ...args] = plan.argv
  const pty = nodePty.spawn(file, args, { cols: 120, rows: 36, cwd: place.directory, env })
  const ended = new Promise((resolve) => pty.onExit(resolve))
  const terminal = new headless.Terminal({ cols: 120, rows: 36, allowProposedApi: true })
  terminal.onData((reply) => pty.write(reply))
  pty.onData((output) => terminal.write(output))
  try {
    const state = async () => (await owner.ask('getRun', { params: { run_id: runId } })).state
    await until(async () => (await state()) === 'SUCCEEDED' && waitersOf(runId).length > 0)
    if (
      !model
        .turns()
        .at(-1)
        ?.toolResults.some((result) => result.includes('(you)'))
    )
      throw new Error('the agent has called no tool')
    await until(async () => oursOf(runId, pty.pid).length === waitersOf(runId).length) // its hooks have ended
    const ours = oursOf(runId, pty.pid).reduce((sum, pid) => sum + pssOf(pid), 0)
    const claude = pssOf(pty.pid)
    report({
      ...{ bench: 'agent-memory beside an idle claude', value: round(ours), unit: 'MB of ours' },
      ...{ yardstick: `Claude Code’s own process: ${round(claude)} MB`, ratio: ours / claude },
    })
  } finally {
    pty.kill('SIGKILL')
    await ended
    for (const pid of processesOf(runId)) process.kill(pid, 'SIGKILL')
    terminal.dispose()
    await model.close()
  }
}

async function measureWaits(): Promise<void> {
  const runs = await Promise.all(Array.from({ length: waits }, startRun))
  const [first] = runs
  if (first === undefined) return
  const call = (name: string) => ({ method: 'tools/call', params: { name, arguments: {} } })
  const message = { jsonrpc: '2.0', id: 1, ...call('wait_for_events') }
  await (await postMcp({ ...first, url: service.url }, { ...message, ...call('list_family') })).text() // loads the server
  const grownBy = async (open: (run: (typeof runs)[number], signal: AbortSignal) => Promise<unknown>) => {
    const client = new AbortController()
    const before = await quietPss()
    for (const run of runs) await open(run, client.signal)
    const grown = (await quietPss()) - before
    client.abort()
    return (grown * 1024) / waits
  }
  const streamed = await grownBy((run, signal) =>
    fetch(`${service.url}/agent/events/stream`, {
      headers: { authorization: `Bearer ${run.token}` },
      signal,
    }),
  )
  const waited = await grownBy((run, signal) => postMcp({ ...run, url: service.url }, message, signal))
  report({
    ...{ bench: 'agent-memory of an open wait', value: round(waited), unit: 'KB of the service for each' },
    ...{ yardstick: `a bare event stream: ${round(streamed)} KB`, ratio: waited / streamed },
  })
}

async function startRun() {
  const body = { prompt: 'p', execution_location: 'LOCAL' } as const
  const { run_id: runId } = await owner.ask('createRun', { body })
  const { token: own } = await owner.ask('issueToken', { params: { run_id: runId } })
  const signal = { kind: 'turn-began', session_id: HarnessSessionId.parse(randomUUID()) } as const
  await owner.ask('reportSignal', { params: { run_id: runId }, body: { signal } })
  return { runId, token: own }
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** The service's memory when it has stopped growing. */
async function quietPss(): Promise<number> {
  for (let last = Infinity; ;) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const now = pssOf(service.pid)
    if (Math.abs(now - last) < 0.3) return now
    last = now
  }
}

function pssOf(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}

function processesOf(runId: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => read(pid, 'environ').includes(`REVEILLE_RUN_ID=${runId}`))
}
function oursOf(runId: string, claude: number): number[] {
  return processesOf(runId).filter((pid) => pid !== claude)
}
function waitersOf(runId: string): number[] {
  return processesOf(runId).filter((pid) => read(pid, 'cmdline').includes('wake-waiter.sh'))
}

function read(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return '' // it has just ended
  }
}
