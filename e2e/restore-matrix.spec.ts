import { expect, type Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation } from '../src/shared/domain/conversation.ts'
import { RunId } from '../src/shared/domain/ids.ts'
import { conversationsMax } from '../src/shared/limits.ts'
import type { TestMachine } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

// One family with a child of every kind, and what each is after a restart: alone, with the service deaf at first, twice.

/** Its line in the sidebar; pills that do not fit are folded. */
const line = (page: Page, name: string) => page.getByTestId(`agent-${name}`)
const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)
const childScript = join(import.meta.dirname, 'agents/child.mjs')

type Row = {
  readonly name: string
  /** How it stands before the restart, and after it. */
  readonly before: string
  readonly after: string
  readonly pane: 'terminal' | 'ambient'
}
const rows: readonly Row[] = [
  { name: 'sleeper', before: 'dormant', after: 'dormant', pane: 'terminal' },
  { name: 'alive', before: 'working', after: 'working', pane: 'terminal' },
  { name: 'stopped', before: 'cancelled', after: 'cancelled', pane: 'terminal' },
  { name: 'far-alive', before: 'working', after: 'working', pane: 'ambient' },
  { name: 'far-ended', before: 'finished', after: 'finished', pane: 'ambient' },
  { name: 'far-waiting', before: 'queued', after: 'queued', pane: 'ambient' },
  { name: 'far-stopped', before: 'cancelled', after: 'cancelled', pane: 'ambient' },
  { name: 'from-the-future', before: 'failed', after: 'missing', pane: 'terminal' },
]
const bornMeanwhile: Row = { name: 'born', before: '', after: 'finished', pane: 'ambient' }

async function startFamily(machine: TestMachine, page: Page): Promise<RunId> {
  await startAgent(page, {
    ...{ name: 'lead', harness: 'command', directory: machine.workDirectory, prompt: 'lead' },
    commandLine: `node ${childScript}`,
  })
  await expect(page.getByTestId('agent-lead')).toContainText('dormant', { timeout: 30_000 })
  const { run_id } = await machine.run('lead')
  for (const { name } of rows) await child(machine, run_id, name)
  for (const name of ['stopped', 'far-stopped']) {
    await expect(line(page, name)).toContainText('working', { timeout: 60_000 })
    machine.cli('run', 'cancel', (await machine.run(name)).run_id)
  }
  return run_id
}

async function child(machine: TestMachine, parent: RunId, name: string): Promise<void> {
  const ends = ['sleeper', 'far-ended', 'born', 'killed-meanwhile'].includes(name)
  const command = ends ? [process.execPath, childScript] : ['tail', '-f', '/dev/null']
  const isRemote = name.startsWith('far') || name === 'born' || name === 'killed-meanwhile'
  await machine.ask('createRun', {
    body: {
      ...{ title: name, prompt: 'be there', parent_run_id: parent },
      execution_location: isRemote ? 'REMOTE' : 'LOCAL',
      config: {
        ...{ name, working_directory: machine.workDirectory },
        ...(name === 'from-the-future'
          ? { harness: { type: name } }
          : { harness: { type: 'command' }, command }),
        ...(name === 'far-waiting' ? { place: 'nobody-serves-it' as never } : {}),
      },
    },
  })
}

async function expectRows(page: Page, when: 'before' | 'after', all: readonly Row[]): Promise<void> {
  for (const row of all)
    await test.step(`${row.name}: ${row[when]}`, () =>
      expect(line(page, row.name)).toHaveAttribute('data-state', row[when], { timeout: 60_000 }))
}

/** Nobody else is there, and nobody twice. */
const expectOnly = (page: Page, all: readonly Row[]): Promise<void> =>
  expect(page.locator('[data-testid^="agent-"]:not([data-testid="agent-menu"])')).toHaveCount(1 + all.length)

/** Each in its own kind of pane; whoever was looked at is looked at afterwards. */
async function expectPanes(page: Page, all: readonly Row[]): Promise<void> {
  for (const { name, pane } of all) {
    await line(page, name).click()
    await expect(paneOf(page, name)).toHaveAttribute('data-kind', pane)
    if (pane === 'ambient' && name !== 'far-stopped')
      await expect(paneOf(page, name)).toHaveAttribute('data-state', /AgentRunning|WaitingForSession/)
  }
  await line(page, 'lead').click()
  await expect(paneOf(page, 'lead')).toBeVisible()
}

test('every kind of child comes back as what it is: hidden, named before anybody answers, remote ones remote, also the second time', async ({
  machine,
}) => {
  test.setTimeout(600_000)
  let page = await machine.start()
  const lead = await startFamily(machine, page)
  await child(machine, lead, 'killed-meanwhile')
  const { run_id: killed } = await (async () => {
    await expect(line(page, 'killed-meanwhile')).toBeVisible({ timeout: 30_000 })
    return machine.run('killed-meanwhile')
  })()
  await expectRows(page, 'before', [
    ...rows,
    { ...bornMeanwhile, name: 'killed-meanwhile', before: 'finished' },
  ])
  const [service = 0] = machine.processesWith('src/service/main.ts')

  await machine.crash()
  await child(machine, lead, 'born')
  await expect.poll(async () => (await machine.run('born')).state, { timeout: 30_000 }).toBe('SUCCEEDED')
  machine.cli('run', 'kill', killed)

  await test.step('while the service does not answer: everyone has a name, remote ones their kind of pane, nothing has the focus but what had it', async () => {
    process.kill(service, 'SIGSTOP')
    try {
      page = await machine.start()
      for (const { name } of rows) await expect(line(page, name)).toContainText(name, { timeout: 30_000 })
      await expect(paneOf(page, 'lead')).toHaveAttribute('data-focused', 'true')
      await expect(page.locator('[data-testid^="pane-"][data-kind]')).toHaveCount(1)
      await line(page, 'far-alive').click()
      await expect(paneOf(page, 'far-alive')).toHaveAttribute('data-kind', 'ambient')
      await expect(paneOf(page, 'far-alive')).toHaveAttribute('data-state', 'AgentRunning')
      await line(page, 'lead').click()
    } finally {
      process.kill(service, 'SIGCONT')
    }
  })
  const after = [...rows, bornMeanwhile]
  await expectRows(page, 'after', after)
  await expectOnly(page, after)
  await expectPanes(page, after)
  await expect(line(page, 'killed-meanwhile')).toHaveCount(0)

  await machine.crash()
  page = await machine.start()
  await test.step('the second time as the first', async () => {
    await expectRows(page, 'after', after)
    await expectOnly(page, after)
    await expectPanes(page, after)
  })

  await machine.crash()
  addOldFamilies(machine)
  page = await machine.start()
  await test.step('where there are more than can be kept, old families go whole and the freshest stays whole', async () => {
    await expect.poll(() => stored(machine).length, { timeout: 90_000 }).toBeLessThanOrEqual(conversationsMax)
    const left = stored(machine)
    const sizes = new Map<string, number>()
    for (const { name } of left.filter((one) => one.name.startsWith('old')))
      sizes.set(name, (sizes.get(name) ?? 0) + 1)
    expect([...new Set(sizes.values())].filter((size) => size !== 3)).toEqual([])
    expect(left.filter((one) => !one.name.startsWith('old') && !one.isKilled)).toHaveLength(1 + after.length)
    await expectRows(page, 'after', after)
  })
  machine.cli('run', 'kill', lead, '--with-children')
  await expect.poll(() => machine.processesWith('tail -f'), { timeout: 60_000 }).toEqual([])
})

const stored = (machine: TestMachine): readonly Conversation[] =>
  (JSON.parse(machine.read('data/conversations.json')) as { data: Conversation[] }).data // our own file

/** Seventy families of three, changed long ago, of which the service knows nothing any more. */
function addOldFamilies(machine: TestMachine): void {
  const file = JSON.parse(machine.read('data/conversations.json'))
  const [like] = stored(machine)
  for (let family = 1; family <= 70; family += 1) {
    const root = randomUUID()
    for (const id of [root, randomUUID(), randomUUID()])
      file.data.push({
        ...like,
        ...{ id, runId: randomUUID(), paneId: randomUUID(), terminalId: null, place: 'remote' },
        ...{
          name: `old ${family}`,
          parentId: id === root ? null : root,
          changedAt: family,
          lastState: 'SUCCEEDED',
        },
      })
  }
  writeFileSync(join(machine.dataDirectory, 'conversations.json'), JSON.stringify(file))
}
