/**
 * Message accepted -> the resumed agent's prompt arrives at the model, for each harness: against the very same process
 * (arguments, environment, directory) started by hand in a pty in the same run, and against the bare CLI's own resume.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import type { Page } from '@playwright/test'
import headless from '@xterm/headless'
import * as nodePty from 'node-pty'
import type { TestMachine } from '../e2e/app.ts'
import { machineWith } from '../e2e/machine.ts'
import { startAgent } from '../e2e/start-agent.ts'
import { startModelServer, type ModelServer } from '../src/testing/model-server/model-server.ts'
import { realAgents, type RealAgent } from '../src/testing/real-agents.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const runs = 5
/** How a person resumes a session with a prompt; OpenCode's terminal program takes none there. */
const bare: Readonly<Record<string, (session: string) => readonly string[]>> = {
  claude: (session) => ['--resume', session, '--', 'SAY:bare'],
  codex: (session) => ['resume', '--no-daemon', session, 'SAY:bare'],
  gemini: (session) => ['--resume', session, '-i', 'SAY:bare'],
}
const only = process.env['REVEILLE_BENCH_HARNESS']

for (const agent of Object.values(realAgents)) {
  if (only && agent.harness.name !== only) continue
  if (agent.program === null) process.stderr.write(`wake-resume ${agent.harness.name}: ${agent.why}\n`)
  else await measure(agent, agent.program)
}

async function measure(agent: RealAgent, program: string): Promise<void> {
  const { name } = agent.harness
  const model = await startModelServer({ port: 0 })
  const machine = machineWith(agent, model)
  try {
    const page = await machine.start()
    const wish = { name: 'solo', harness: name, directory: machine.workDirectory, prompt: 'SAY:ready' }
    await startAgent(page, { ...wish, permissions: /never ask/i })
    const row = page.getByTestId('agent-solo')
    await row.getByText(/idle/).waitFor({ timeout: 60_000 })
    const { run_id: runId, harness_session_id: session } = await machine.run('solo')
    await page.keyboard.press('Control+Shift+W') // a child's pane is hidden
    const times = { woken: [] as number[], byHand: [] as number[], bare: [] as number[] }
    for (let run = 0; run < runs; run += 1) {
      await sleep(page)
      const turns = model.turns().length
      const sentAt = Date.now()
      await machine.ask('sendMessages', { body: { to: [runId], subject: `n ${run}`, body: 'SAY:read' } })
      times.woken.push((await nextTurn(model, turns)) - sentAt)
      await row.getByText(/idle/).waitFor({ timeout: 60_000 })
      const pane = paneProcess(machine)
      await sleep(page)
      times.byHand.push(await byHand(model, pane))
      const words = bare[name]
      if (!words) continue
      const env = { ...agent.environment(machine.home, model.url), TERM: 'xterm-256color' }
      const argv = [program, ...words(session ?? '')]
      times.bare.push(await byHand(model, { argv, env, cwd: machine.workDirectory }))
    }
    tell(`wake-resume ${name}`, times.woken, times.byHand, 'the same process by hand')
    if (times.bare.length > 0)
      tell(`wake-resume ${name}, bare`, times.woken, times.bare, 'the bare CLI by hand')
  } finally {
    const strays = await machine.dispose()
    if (strays.length > 0) process.stderr.write(`left behind: ${strays.join('; ')}\n`)
    await model.close()
  }
}

function tell(bench: string, woken: readonly number[], other: readonly number[], yardstick: string): void {
  const [value, by] = [median(woken), median(other)]
  report({
    ...{ bench, value: Math.round(value), unit: 'ms from the message to the model' },
    ...{ yardstick: `${yardstick}: ${Math.round(by)} ms`, ratio: value / by },
  })
}

/** The time at which the model is asked for a step of a conversation once more. */
async function nextTurn(model: ModelServer, before: number): Promise<number> {
  while (model.turns().length <= before) await new Promise((resolve) => setTimeout(resolve, 1))
  return Date.now()
}

async function sleep(page: Page): Promise<void> {
  const row = page.getByTestId('agent-solo')
  await row.getByText(/idle|dormant/).waitFor({ timeout: 30_000 })
  if ((await row.textContent())?.includes('dormant')) return
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^(Stop|Put to sleep)/ }).click()
  await row.getByText(/dormant/).waitFor({ timeout: 30_000 })
}

type Process = {
  readonly argv: readonly string[]
  readonly env: Record<string, string>
  readonly cwd: string
}
function read(pid: number, what: string): string {
  return readFileSync(`/proc/${pid}/${what}`, 'utf8')
}

/** The process on the agent's pty, as the pty host started it. */
function paneProcess(machine: TestMachine): Process {
  const hosts = machine.processesWith('src/pty-host/main.ts')
  const parentOf = (pid: number) => Number(/\) \S (\d+)/.exec(read(pid, 'stat'))?.[1])
  const pid = machine.processesWith('').find((one) => hosts.includes(parentOf(one)))
  if (pid === undefined) throw new Error('the resumed agent is not there')
  const pairs = read(pid, 'environ').split('\0').filter(Boolean)
  const at = (pair: string) => pair.indexOf('=')
  return {
    argv: read(pid, 'cmdline').split('\0').slice(0, -1),
    env: Object.fromEntries(pairs.map((pair) => [pair.slice(0, at(pair)), pair.slice(at(pair) + 1)])),
    cwd: readlinkSync(`/proc/${pid}/cwd`),
  }
}

/** Starts it in a terminal that answers the program's questions, as every terminal does; ends it when it asked the model. */
async function byHand(model: ModelServer, { argv, env, cwd }: Process): Promise<number> {
  const turns = model.turns().length
  const [file = '', ...args] = argv
  const startedAt = Date.now()
  const hand = nodePty.spawn(file, args, { cols: 120, rows: 36, cwd, env })
  const terminal = new headless.Terminal({ cols: 120, rows: 36, allowProposedApi: true })
  terminal.onData((reply) => hand.write(reply))
  hand.onData((output) => terminal.write(output))
  const ended = new Promise((resolve) => hand.onExit(resolve))
  const took = (await nextTurn(model, turns)) - startedAt
  await new Promise((resolve) => setTimeout(resolve, 1_000)) // its turn ends
  hand.kill('SIGTERM')
  await ended
  terminal.dispose()
  return took
}
