import { expect, type Page } from '@playwright/test'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { terminalText, type TestMachine } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

const childScript = join(import.meta.dirname, 'agents/child.mjs')
const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)
const timesRun = (machine: TestMachine): number => machine.read('ledger.jsonl').split('\n').length - 1

/** An agent that ran once and sleeps. */
async function startSleeper(machine: TestMachine, page: Page, name = 'solo'): Promise<void> {
  await startAgent(page, {
    name,
    harness: 'command',
    directory: machine.workDirectory,
    prompt: 'be there',
    commandLine: `node ${childScript}`,
  })
  await expect.poll(() => timesRun(machine)).toBeGreaterThan(0)
  await expect(page.getByTestId(`agent-${name}`)).toContainText('dormant')
}
const write = (machine: TestMachine, runId: string, subject: string) =>
  machine.cli('message', 'send', '--to', runId, '--subject', subject, '--body', 'x')
const end = (pids: readonly number[]): void => pids.forEach((pid) => process.kill(pid, 'SIGKILL'))

test('the service dies: the app brings it back, and mail wakes as before', async ({ machine }) => {
  const page = await machine.start()
  await startSleeper(machine, page)
  const { run_id } = await machine.run('solo')
  const [service] = machine.processesWith('src/service/main.ts')
  end(machine.processesWith('src/service/main.ts'))
  await expect
    .poll(() => machine.processesWith('src/service/main.ts').filter((pid) => pid !== service).length, {
      timeout: 30_000,
    })
    .toBe(1)
  write(machine, run_id, 'after the crash')
  await expect.poll(() => timesRun(machine), { timeout: 30_000 }).toBe(2)
})

/** How many terminals have this text on disk. */
const keptScreens = (machine: TestMachine, text: string): number => {
  const folder = join(machine.dataDirectory, 'pty-host/history')
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files.filter((name) => readFileSync(join(folder, name), 'utf8').includes(text)).length
}

test('the pty host dies: screens come back, and a message resumes the agent in its own pane', async ({
  machine,
}) => {
  const page = await machine.start()
  await startSleeper(machine, page)
  await expect.poll(() => terminalText(paneOf(page, 'solo'))).toContain('solo is ready: be there')
  await expect.poll(() => keptScreens(machine, 'is ready: be there')).toBe(1)
  end(machine.processesWith('src/pty-host/main.ts'))
  const { run_id } = await machine.run('solo')
  write(machine, run_id, 'wake up')
  await expect
    .poll(() => terminalText(paneOf(page, 'solo')), { timeout: 40_000 })
    .toContain('solo read: wake up')
  expect(await terminalText(paneOf(page, 'solo'))).toContain('solo is ready: be there')
  expect(timesRun(machine)).toBe(2)
})

test('everything dies at once, as in a reboot: all is back, dormant and armed; only waiting mail wakes', async ({
  machine,
}) => {
  const page = await machine.start()
  await startSleeper(machine, page, 'one')
  await startSleeper(machine, page, 'two')
  const { run_id } = await machine.run('two')
  await expect.poll(() => keptScreens(machine, 'is ready: be there')).toBe(2)
  const runs = timesRun(machine)
  write(machine, run_id, 'good morning')
  await expect.poll(() => timesRun(machine)).toBe(runs + 1)
  await machine.crash()
  write(machine, run_id, 'after the night')
  end(['pty-host', 'service', 'worker'].flatMap((name) => machine.processesWith(`src/${name}/main.ts`)))
  const again = await machine.start()
  await expect(again.getByTestId('agent-one')).toContainText('dormant')
  await expect.poll(() => timesRun(machine), { timeout: 30_000 }).toBe(runs + 2)
  await again.getByTestId('agent-one').click()
  await expect.poll(() => terminalText(paneOf(again, 'one'))).toContain('one is ready: be there')
  expect(timesRun(machine)).toBe(runs + 2)
})

for (const place of ['local', 'remote'] as const)
  test(`a ${place} agent that fails when it is woken is tried again later and later, and gets its mail in the end`, async ({
    machine,
  }) => {
    const page = await machine.start()
    const commandLine = `node ${join(import.meta.dirname, 'agents/flaky.mjs')}`
    await startAgent(page, {
      name: 'flaky',
      harness: 'command',
      directory: machine.workDirectory,
      commandLine,
      place,
    })
    await expect.poll(async () => (await machine.run('flaky')).state).toBe('SUCCEEDED')
    const { run_id } = await machine.run('flaky')
    write(machine, run_id, 'try')
    const turns = () => machine.read('flaky.jsonl').trim().split('\n')
    await expect.poll(turns, { timeout: 40_000 }).toEqual(['[]', '["try"]', '["try"]', '["try"]'])
    await expect.poll(async () => (await machine.run('flaky')).state).toBe('SUCCEEDED')
    const { messages } = await machine.ask('listMessages', { params: { run_id } })
    expect(messages.map(({ state }) => state)).toEqual(['delivered'])
  })

test('an agent killed while the app was away is dead when it is back', async ({ machine }) => {
  const page = await machine.start()
  const commandLine = 'tail -f /dev/null'
  await startAgent(page, { name: 'solo', harness: 'command', directory: machine.workDirectory, commandLine })
  await expect.poll(() => machine.processesWith('tail -f').length).toBeGreaterThan(0)
  const { run_id } = await machine.run('solo')
  await machine.crash()
  machine.cli('run', 'kill', run_id)
  expect(machine.processesWith('tail -f').length).toBeGreaterThan(0)
  const again = await machine.start()
  await expect.poll(() => machine.processesWith('tail -f')).toEqual([])
  await expect(again.getByTestId('agent-solo')).toHaveCount(0)
})

test('corrupt files are set aside and told of; the app comes up', async ({ machine }) => {
  for (const name of ['settings', 'windows', 'conversations'])
    writeFileSync(join(machine.dataDirectory, `${name}.json`), '{"torn')
  const page = await machine.start()
  await expect(page.getByTestId('notice').first()).toBeVisible()
  await expect(page.getByTestId('start-agent')).toBeVisible()
  const kept = readdirSync(machine.dataDirectory).filter((name) => name.includes('.broken-'))
  expect(kept.map((name) => name.split('.')[0] ?? '').sort((one, other) => one.localeCompare(other))).toEqual(
    ['conversations', 'settings', 'windows'],
  )
  for (const name of kept) expect(readFileSync(join(machine.dataDirectory, name), 'utf8')).toBe('{"torn')
})

test('a file that broke while the app was away is replaced by its newest copy', async ({ machine }) => {
  let page = await machine.start()
  await page.getByTestId('start-agent').waitFor()
  await page.keyboard.press('Control+Shift+T')
  await expect(page.locator('.tabs [role=tab]')).toHaveCount(1)
  await machine.crash()
  page = await machine.start() // what was read whole is copied now
  await expect(page.locator('.tabs [role=tab]')).toHaveCount(1)
  await machine.crash()
  writeFileSync(join(machine.dataDirectory, 'windows.json'), '\u0000\u0000')
  page = await machine.start()
  await expect(page.getByTestId('notice').first()).toContainText('took its place')
  await expect(page.locator('.tabs [role=tab]')).toHaveCount(1)
})

test('a run the service does not know, a harness this version does not know: shown as such, and nothing runs', async ({
  machine,
}) => {
  const page = await machine.start()
  await startSleeper(machine, page, 'known')
  await machine.crash()
  const path = join(machine.dataDirectory, 'conversations.json')
  const stored = JSON.parse(readFileSync(path, 'utf8')) as { data: Record<string, unknown>[] } // our own file
  const [known] = stored.data
  const ids = (digit: string) => ({
    id: `${digit.repeat(8)}-1111-4111-8111-111111111111`,
    paneId: `pane-${digit}`,
    terminalId: `terminal-${digit}`,
    session: `session-${digit}`,
  })
  const lost = { ...known, ...ids('2'), name: 'lost', runId: '22222222-2222-4222-8222-222222222222' }
  const created = await machine.ask('createRun', {
    body: {
      title: 'strange',
      execution_location: 'LOCAL',
      config: { name: 'strange', harness: { type: 'from-the-future' } },
    },
  })
  const strange = {
    ...known,
    ...ids('3'),
    name: 'strange',
    runId: created.run_id,
    harness: 'from-the-future',
  }
  stored.data.push(lost, strange, { torn: true })
  writeFileSync(path, JSON.stringify(stored))
  await machine.ask('publishEvent', {
    params: { run_id: created.run_id },
    body: { event_type: 'weather_changed' },
  })
  write(machine, created.run_id, 'hello')
  const again = await machine.start()
  await expect(again.getByTestId('agent-lost')).toContainText('missing')
  await expect(again.getByTestId('agent-strange')).toContainText('missing')
  await expect(again.getByTestId('agent-known')).toContainText('dormant')
  await expect(again.getByTestId('notice')).toContainText('1 agents could not be read')
  expect(timesRun(machine)).toBe(1)
})

test('a directory that is gone holds the wake, says so, and loses no mail', async ({ machine }) => {
  const page = await machine.start()
  await startSleeper(machine, page)
  const { run_id } = await machine.run('solo')
  rmSync(machine.workDirectory, { recursive: true })
  machine.cliAt(machine.home, 'message', 'send', '--to', run_id, '--subject', 'x', '--body', 'y')
  await expect(page.getByTestId('why')).toContainText('the directory of the session is gone')
  const { messages } = await machine.ask('listMessages', { params: { run_id }, query: { pending: 'true' } })
  expect(messages.map(({ state }) => state)).toEqual(['pending'])
  expect(timesRun(machine)).toBe(1)
})

test('quitting with nothing alive leaves no process; with a living shell everything it needs stays', async ({
  machine,
}) => {
  const page = await machine.start()
  await startSleeper(machine, page)
  const background = () =>
    ['pty-host', 'service', 'worker'].map((name) => machine.processesWith(`src/${name}/main.ts`).length)
  expect(background()).toEqual([1, 1, 1])
  await machine.quit()
  await expect.poll(background).toEqual([0, 0, 0])
  const again = await machine.start()
  await expect(again.getByTestId('agent-solo')).toContainText('dormant')
  await again.keyboard.press('Control+Shift+T')
  await expect(again.locator('[data-kind="shell"]')).toBeVisible()
  await expect.poll(async () => (await machine.client.call('health')).ok, { timeout: 30_000 }).toBe(true)
  await machine.quit()
  expect(background().slice(0, 2)).toEqual([1, 1])
})

test('a harness that is not installed is offered greyed out, with the reason', async ({ machine }) => {
  const page = await machine.start()
  await page.getByTestId('start-agent').click()
  await expect(page.getByTestId('start-harness-claude')).toBeDisabled()
  await expect(page.getByRole('dialog')).toContainText('is not on the PATH')
})

type Bridged = { reveille: { pathOf: (file: File) => string } }

test('the page cannot reach Node, another origin, or another window', async ({ machine }) => {
  const page = await machine.start()
  await expect(page.getByTestId('start-agent')).toBeVisible()
  const reach = await page.evaluate(async () => ({
    globals: ['require', 'process', 'Buffer', 'electron'].filter((name) => name in globalThis),
    bridge: Object.keys((globalThis as unknown as Bridged).reveille),
    forged: (globalThis as unknown as Bridged).reveille.pathOf(new File(['x'], '/etc/passwd')),
    network: await fetch('http://127.0.0.1:1/').then(
      () => 'reached',
      (error: Error) => error.name,
    ),
    window: window.open('https://example.org') === null,
  }))
  // The port to main, and where a file lies that a person dropped: a file that a script made has no path.
  expect(reach).toEqual({
    globals: [],
    bridge: ['open', 'pathOf'],
    forged: '',
    network: 'TypeError',
    window: true,
  })
  // Playwright takes the refused navigation for one that goes on: the page itself is asked.
  await page.evaluate(() => void (location.href = 'https://example.org/'))
  const stays = await page.evaluate(() => [
    location.href,
    document.querySelector('[data-testid="start-agent"]') !== null,
  ])
  expect(stays).toEqual(['app://reveille/index.html', true])
})
