/**
 * Message accepted -> the resumed Claude Code reports that its turn began, against the very same `claude --resume`
 * (arguments, environment, directory) started by hand in a pty in the same run. Both ends are times of the service.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'
import headless from '@xterm/headless'
import * as nodePty from 'node-pty'
import { TestMachine } from '../e2e/app.ts'
import { startAgent } from '../e2e/start-agent.ts'
import { startModelServer } from '../src/testing/model-server/model-server.ts'
import { claudeEnvironment, claudeHome, realClaude, whyNoClaude } from '../src/testing/real-claude.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const runs = 7
if (realClaude === null) {
  process.stderr.write(`wake-resume: ${whyNoClaude}\n`)
  process.exit(0)
}
const model = await startModelServer({ port: 0 })
const { HOME: _ours, PATH = '', ...rest } = claudeEnvironment('', model.url)
const machine = new TestMachine({ ...rest, PATH: `${dirname(realClaude)}${delimiter}${PATH}` })
claudeHome(machine.home, [machine.workDirectory])

type Seen = { readonly sequence: number; readonly at: number }
/** The next event of a type behind `since`. */
async function nextEvent(runId: string, type: string, since: number): Promise<Seen> {
  for (;;) {
    const { events } = await machine.ask('listEvents', { query: { run_ids: runId, since } })
    const found = events.find((event) => event.event_type === type)
    if (found) return { sequence: found.sequence, at: Date.parse(found.occurred_at) }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const claudePid = (): number | undefined =>
  machine.processesWith('--resume').find((pid) => !read(pid, 'cmdline').startsWith('/bin/sh'))
const read = (pid: number, what: string): string => readFileSync(`/proc/${pid}/${what}`, 'utf8')

try {
  const page = await machine.start()
  await startAgent(page, {
    name: 'solo',
    harness: 'claude',
    directory: machine.workDirectory,
    prompt: 'SAY:ready',
  })
  await page.getByTestId('agent-solo').waitFor()
  const { run_id: runId } = await machine.run('solo')
  let last = await nextEvent(runId, 'turn_ended', 0)
  await page.keyboard.press('Control+Shift+W') // a child's pane is hidden
  const sleep = async (): Promise<void> => {
    for (const pid of machine.processesWith('claude-settings.json')) process.kill(pid, 'SIGTERM')
    await page
      .getByTestId('agent-solo')
      .getByText(/dormant/)
      .waitFor({ timeout: 15_000 })
  }
  const woken: number[] = []
  const byHand: number[] = []
  for (let run = 0; run < runs; run += 1) {
    await sleep()
    await machine.ask('sendMessages', { body: { to: [runId], subject: `n ${run}`, body: 'SAY:read' } })
    const sent = await nextEvent(runId, 'new_message', last.sequence)
    const began = await nextEvent(runId, 'turn_began', sent.sequence)
    woken.push(began.at - sent.at)
    last = await nextEvent(runId, 'turn_ended', began.sequence)
    const pid = claudePid()
    if (pid === undefined) throw new Error('the resumed claude is not there')
    const argv = read(pid, 'cmdline').split('\0').slice(0, -1)
    const env = Object.fromEntries(
      read(pid, 'environ')
        .split('\0')
        .filter(Boolean)
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    )
    const cwd = readlinkSync(`/proc/${pid}/cwd`)
    await sleep()
    const startedAt = Date.now()
    const [file = '', ...args] = argv
    const hand = nodePty.spawn(file, args, { cols: 120, rows: 36, cwd, env })
    // By hand means in a terminal: one that answers the program's questions, as every terminal does.
    const terminal = new headless.Terminal({ cols: 120, rows: 36, allowProposedApi: true })
    terminal.onData((reply) => hand.write(reply))
    hand.onData((output) => terminal.write(output))
    const beganByHand = await nextEvent(runId, 'turn_began', last.sequence)
    byHand.push(beganByHand.at - startedAt)
    last = await nextEvent(runId, 'turn_ended', beganByHand.sequence)
    hand.kill()
  }
  const yardstick = median(byHand)
  report({
    bench: 'wake-resume',
    value: Math.round(median(woken) - yardstick),
    unit: 'ms on top of the harness’s own start',
    yardstick: `claude --resume by hand: ${yardstick} ms (woken: ${median(woken)} ms)`,
    ratio: median(woken) / yardstick,
  })
} finally {
  await machine.dispose()
  await model.close()
}
