/** What nobody else claims of restarts and of remote children; agents are plain commands, so that it is proved everywhere. */
import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import type { RunItem } from '../src/shared/contract/api/run.ts'
import type { Conversation } from '../src/shared/domain/conversation.ts'
import { terminalText, type TestMachine } from './app.ts'
import { changeStored, needTime, test } from './machine.ts'
import { startAgent } from './start-agent.ts'
import { addTeamPlace, startTeam } from './team.ts'

const slow = { timeout: 60_000 }
const childScript = join(import.meta.dirname, 'agents/child.mjs')
const row = (page: Page, name: string) => page.getByTestId(`agent-${name}`)
const paneOf = (page: Page, name: string) => page.locator(`[data-testid^="pane-"][data-agent="${name}"]`)
const state = async (machine: TestMachine, name: string) => (await machine.run(name)).state
const timesRun = (machine: TestMachine): number => machine.read('ledger.jsonl').split('\n').length - 1
const stored = (machine: TestMachine): Conversation[] =>
  JSON.parse(machine.read('data/conversations.json')).data

async function mailOf(machine: TestMachine, name: string) {
  const { run_id } = await machine.run(name)
  return (await machine.ask('listMessages', { params: { run_id }, query: { limit: 100 } })).messages
}
async function send(machine: TestMachine, name: string, subject: string): Promise<void> {
  const { run_id } = await machine.run(name)
  await machine.ask('sendMessages', { body: { to: [run_id], subject, body: 'x' } })
}
async function startLead(machine: TestMachine, page: Page): Promise<void> {
  const commandLine = `node ${childScript}`
  const wish = { name: 'lead', harness: 'command', directory: machine.workDirectory, prompt: 'lead' }
  await startAgent(page, { ...wish, commandLine })
  await expect(row(page, 'lead')).toContainText('dormant')
}

test('everything is killed with six agents, three of them asleep and armed: same screens, same tree, same queues, and nobody is woken who was not due', async ({
  machine,
}) => {
  needTime('six agents that are killed with everything')
  const page = await machine.start()
  await startLead(machine, page)
  const { run_id: lead } = await machine.run('lead')
  const start = (name: string, options: readonly string[], ...command: readonly string[]) =>
    machine.cli('run', 'start', '--name', name, '--local', ...options, '--prompt', name, '--', ...command)
  const asleep = ['lead', 'nap', 'parked'] as const
  const alive = ['one', 'two', 'three'] as const
  for (const name of ['nap', 'parked']) start(name, ['--parent', lead], 'node', childScript)
  // Of families of their own: their end tells nobody.
  for (const name of alive)
    start(name, [], 'sh', '-c', `seq 200; echo ${name} is at it; exec tail -f /dev/null`)
  for (const name of asleep) await expect.poll(() => state(machine, name), slow).toBe('SUCCEEDED')
  for (const name of alive) await expect.poll(() => state(machine, name), slow).toBe('INPROGRESS')
  // Told of two children that ended, the lead ran again.
  const told = async () => (await mailOf(machine, 'lead')).filter((one) => one.state !== 'delivered')
  await expect.poll(told, slow).toEqual([])
  await expect.poll(() => state(machine, 'lead'), slow).toBe('SUCCEEDED')
  const { run_id: nap } = await machine.run('nap')
  machine.cli('source', 'add', 'daily', '--run', nap, '--cron', '0 3 1 1 *', '--missed', 'skip')

  const screens = async (of: Page): Promise<Record<string, string>> => {
    const shown: Record<string, string> = {}
    for (const name of [...asleep, ...alive]) {
      await row(of, name).click()
      const last = alive.some((one) => one === name) ? `${name} is at it` : `${name} is ready`
      await expect.poll(() => terminalText(paneOf(of, name)), slow).toContain(last)
      shown[name] = await terminalText(paneOf(of, name))
    }
    return shown
  }
  const before = await screens(page)
  const untilKept = () => machine.filesWith('data/pty-host/history', 'is at it')
  await expect.poll(untilKept, slow).toBe(3)
  await machine.crash()
  changeStored(machine, 'parked', (one) => ({
    ...one,
    wakes: { ...one.wakes, failures: 6, lastFailedAt: Date.now(), parked: 'gave-up' },
  }))
  await send(machine, 'parked', 'waits')
  const tree = () =>
    stored(machine)
      .map(({ name, id, parentId, session, paneId, terminalId }) => ({
        name,
        id,
        parentId,
        session,
        paneId,
        terminalId,
      }))
      .toSorted((one, other) => one.name.localeCompare(other.name))
  const [treeBefore, runs] = [tree(), timesRun(machine)]
  for (const name of ['pty-host', 'service', 'worker'])
    for (const pid of machine.processesWith(`src/${name}/main.ts`)) process.kill(pid, 'SIGKILL')

  const again = await machine.start()
  for (const name of ['lead', 'nap']) await expect(row(again, name)).toContainText('dormant', slow)
  await expect(row(again, 'parked')).toContainText('parked with 1 message', slow)
  const after = await screens(again)
  for (const name of asleep) expect(after[name]).toBe(before[name])
  for (const name of alive) expect(after[name]).toContain(before[name]?.trimEnd())
  expect(tree()).toEqual(treeBefore)
  expect((await mailOf(machine, 'parked')).map((one) => `${one.subject} ${one.state}`)).toEqual([
    'waits pending',
  ])
  expect(machine.cli('source', 'list')).toContain('daily')
  await send(machine, 'nap', 'now') // who is due is woken, and nobody was before
  await expect.poll(() => machine.read('ledger.jsonl'), slow).toContain('"now"')
  const woken = machine.read('ledger.jsonl').trim().split('\n').slice(runs)
  expect(JSON.parse(woken[0] ?? '')).toMatchObject({ name: 'nap', subjects: ['now'] })
  expect(woken.slice(1).map((line) => JSON.parse(line).name)).not.toContain('parked')
})

test('a remote child ends while the laptop sleeps: its parent is woken once, and nothing is heard twice', async ({
  machine,
}) => {
  const team = await startTeam(machine)
  const page = await machine.start()
  await addTeamPlace(page, team)
  await startLead(machine, page)
  const { run_id: lead } = await machine.run('lead')
  const waits = `until [ -e ${machine.home}/go ]; do sleep 0.1; done; echo it is done`
  const there = ['--remote', '--place', 'team', '--parent', lead]
  machine.cli('run', 'start', '--name', 'far', ...there, '--prompt', 'p', '--', 'sh', '-c', waits)
  await expect.poll(() => state(machine, 'far'), slow).toBe('INPROGRESS')
  const ofTeam = async () => {
    const listed = await team.client.call('listRuns', { query: {} })
    return listed.ok ? listed.value.runs.map((run) => (run as RunItem).state) : []
  }
  await expect.poll(ofTeam, slow).toEqual(['INPROGRESS'])
  const runs = timesRun(machine)

  // All of this machine stops; the team's goes on.
  const here = [
    machine.electron.process().pid ?? 0,
    ...['pty-host', 'service', 'worker'].flatMap((name) => machine.processesWith(`src/${name}/main.ts`)),
  ].filter((pid) => !machine.processesWith(join(machine.home, 'team')).includes(pid))
  for (const pid of here) process.kill(pid, 'SIGSTOP')
  machine.write('go', '')
  await expect.poll(ofTeam, slow).toEqual(['SUCCEEDED'])
  expect(timesRun(machine)).toBe(runs)
  for (const pid of here) process.kill(pid, 'SIGCONT')

  const letters = async () => (await mailOf(machine, 'lead')).map((one) => `${one.subject} ${one.state}`)
  await expect.poll(letters, slow).toEqual(['far finished delivered'])
  await expect.poll(() => timesRun(machine), slow).toBe(runs + 1)
  await expect.poll(() => state(machine, 'lead'), slow).toBe('SUCCEEDED')
  const { last_event_sequence: last } = await machine.run('lead')
  await machine.crash()
  changeStored(machine, 'lead', (one) => ({ ...one, cursor: 0 })) // what the service remembers counts
  await machine.start()
  const cursor = () => stored(machine).find(({ name }) => name === 'lead')?.cursor ?? 0
  await expect.poll(cursor, slow).toBeGreaterThanOrEqual(last ?? Infinity)
  await send(machine, 'lead', 'anything else')
  await expect.poll(() => machine.read('ledger.jsonl'), slow).toContain('anything else')
  expect(timesRun(machine)).toBe(runs + 2)
})
