import { expect, type Page } from '@playwright/test'
import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { terminalText, TestMachine } from './app.ts'
import { needTime, test } from './machine.ts'
import { startAgent } from './start-agent.ts'

// How the app is started and ended by others than its crashes: a second start, a logout, an update, a machine that slept.

const child = `node ${join(import.meta.dirname, 'agents/child.mjs')}`
const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)
type Entry = { readonly name: string; readonly subjects: readonly string[] }
/** What each turn of an agent began with. */
const turnsOf = (machine: TestMachine, name: string): readonly (readonly string[])[] =>
  machine
    .read('ledger.jsonl')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Entry])) // of our own script
    .flatMap((entry) => (entry.name === name ? [entry.subjects] : []))

async function startSleeper(
  machine: TestMachine,
  page: Page,
  name: string,
  place: 'local' | 'remote' = 'local',
) {
  await startAgent(page, {
    ...{ name, place, harness: 'command', directory: machine.workDirectory, prompt: 'be there' },
    commandLine: child,
  })
  await expect(page.getByTestId(`agent-${name}`)).toContainText(place === 'local' ? 'dormant' : 'finished', {
    timeout: 30_000,
  })
  return machine.run(name)
}
/** A child that works until it is ended. */
async function startBusy(
  machine: TestMachine,
  page: Page,
  parent: string,
  name: string,
  execution_location: 'LOCAL' | 'REMOTE',
) {
  const config = { name, harness: { type: 'command' }, command: ['tail', '-f', '/dev/null'] }
  await machine.ask('createRun', {
    body: { parent_run_id: parent, title: name, execution_location, config },
  } as never)
  await expect(page.getByTestId(`agent-${name}`)).toContainText('working', { timeout: 30_000 })
}
const write = (machine: TestMachine, run_id: string, subject: string) =>
  machine.ask('sendMessages', { body: { to: [run_id], subject, body: 'x' } } as never)

test('a second start shows the first one’s window and hands over its link; a closed pane comes back by undo, that of a killed agent does not', async ({
  machine,
}) => {
  const page = await machine.start()
  const { run_id: one } = await startSleeper(machine, page, 'one')
  const { run_id: two } = await startSleeper(machine, page, 'two')
  await page.getByTestId('agent-two').click()
  await machine.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const apps = machine.processesWith('--type=zygote').length
  const second = await machine.startAgain(`reveille://run/${one}`)
  expect(second.code).toBe(0)
  expect(second.said).toContain('Reveille is running already')
  await expect(paneOf(page, 'one')).toHaveAttribute('data-focused', 'true')
  await expect
    .poll(() =>
      machine.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.isMinimized()]),
      ),
    )
    .toEqual([[true, false]])
  expect((await machine.startAgain('reveille://run/11111111-1111-4111-8111-111111111111')).code).toBe(0)
  await expect(page.getByTestId('notice')).toContainText('No agent here has the run')
  expect(machine.processesWith('--type=zygote')).toHaveLength(apps)
  for (const name of ['service', 'worker', 'pty-host'])
    expect(machine.processesWith(`src/${name}/main.ts`)).toHaveLength(1)

  await test.step('closed and taken back; killed and gone', async () => {
    await paneOf(page, 'one').click()
    await page.keyboard.press('Control+Shift+W')
    await expect(paneOf(page, 'one')).toHaveCount(0)
    await expect(page.getByTestId('agent-one')).toContainText('dormant')
    await page.keyboard.press('Control+Shift+Z')
    await expect(paneOf(page, 'one')).toBeVisible()
    await expect.poll(() => terminalText(paneOf(page, 'one'))).toContain('one is ready')
    await page.keyboard.press('Control+Shift+W')
    await expect(paneOf(page, 'one')).toHaveCount(0)
    machine.cli('run', 'kill', one)
    await expect(page.getByTestId('agent-one')).toHaveCount(0)
    await page.keyboard.press('Control+Shift+Z')
    await page.getByTestId('agent-two').click()
    await expect(paneOf(page, 'two')).toBeVisible()
    await expect(paneOf(page, 'one')).toHaveCount(0)
  })
  expect((await machine.run('two')).run_id).toBe(two)
})

test('at a logout everything ends by itself with its state saved; afterwards it is there as it was, and mail wakes', async ({
  machine,
}) => {
  needTime('the logout')
  let page = await machine.start()
  const { run_id } = await startSleeper(machine, page, 'near')
  await startSleeper(machine, page, 'far', 'remote')
  await startBusy(machine, page, run_id, 'busy', 'LOCAL')
  await startBusy(machine, page, run_id, 'far-busy', 'REMOTE')
  await page.keyboard.press('Control+Shift+T')
  const shell = (of: Page) => of.locator('[data-kind="shell"]')
  await expect.poll(() => terminalText(shell(page))).toMatch(/[$#]\s*$/)
  await page.keyboard.type('echo before the logout\n')
  await expect.poll(() => terminalText(shell(page))).toContain('\nbefore the logout')
  await page.getByTestId('agent-far').click()
  await paneOf(page, 'far').getByTestId('follow-up').fill('half a thou')
  await page.keyboard.type('ght') // a logout waits for nobody: the pages end with it, in the middle of a word
  expect(await machine.logOut()).toBe(0)
  expect(machine.running()).toEqual([])

  page = await machine.start()
  await expect(page.getByTestId('agent-near')).toContainText('dormant', { timeout: 30_000 })
  await expect(page.getByTestId('agent-far')).toContainText('finished')
  await expect(paneOf(page, 'far').getByTestId('follow-up')).toHaveValue('half a thought')
  await expect(page.getByTestId('agent-busy')).toContainText('failed')
  await expect(page.getByTestId('agent-far-busy')).toContainText('working', { timeout: 30_000 })
  machine.cli('run', 'kill', (await machine.run('far-busy')).run_id) // its worker waits for it when it ends
  await expect(page.getByTestId('notice')).toHaveCount(0)
  await write(machine, run_id, 'good morning')
  // What became of its child has reached it, too, with the letter or before it.
  await expect
    .poll(() => turnsOf(machine, 'near').flat().sort(), { timeout: 30_000 })
    .toEqual(['busy failed', 'good morning'])
  await page.getByTestId('agent-near').click()
  await expect.poll(() => terminalText(paneOf(page, 'near'))).toContain('good morning')
  expect(await terminalText(paneOf(page, 'near'))).toContain('near is ready: be there')
})

test('an update finds the older service and worker at work and replaces them; what agents ask meanwhile is answered', async ({
  machine,
}) => {
  needTime('the update')
  const page = await machine.start()
  const { run_id } = await startSleeper(machine, page, 'near')
  await machine.crash()
  const older = (file: string): number => {
    const path = join(machine.dataDirectory, file)
    const stored = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...stored, version: '0.0.1' }))
    return stored.pid
  }
  const before = [older('service/service.json'), older('worker.json')]
  const running = () => ['service', 'worker'].flatMap((name) => machine.processesWith(`src/${name}/main.ts`))
  expect(running()).toEqual(before)
  const asked = askAgainAndAgain(machine, run_id)
  await machine.start()
  await expect.poll(() => running().some((pid) => before.includes(pid)), { timeout: 60_000 }).toBe(false)
  await expect.poll(() => running().length, { timeout: 30_000 }).toBe(2)
  const { failures, sent } = await asked.end()
  expect(failures).toEqual([])
  await expect
    .poll(() => turnsOf(machine, 'near').flat(), { timeout: 60_000 })
    .toEqual(Array.from({ length: sent }, (_, at) => `letter ${at + 1}`))
})

/** One CLI call after the other, as agents make them. */
function askAgainAndAgain(machine: TestMachine, run_id: string) {
  const failures: string[] = []
  let sent = 0
  let isOver = false
  const run = async (): Promise<void> => {
    while (!isOver) {
      const letter = ['--subject', `letter ${sent + 1}`, '--body', 'x']
      await promisify(execFile)(...machine.cliCall('message', 'send', '--to', run_id, ...letter)).then(
        () => (sent += 1),
        (error: unknown) => failures.push(String(error)),
      )
    }
  }
  const running = run()
  return {
    end: async () => {
      isOver = true
      await running
      return { failures, sent }
    },
  }
}

/** A machine whose wall clock its test sets: timers run on, as they do where a machine wakes from its sleep. */
function machineWithOwnTime(): { readonly machine: TestMachine; readonly set: (aheadMs: number) => void } {
  const home = TestMachine.newHome()
  const node = join(home, 'node')
  const machine = new TestMachine({ REVEILLE_NODE: node }, home)
  const ahead = machine.write('ahead', '0')
  const preload = machine.write(
    'own-time.cjs',
    `const { readFileSync } = require('node:fs')
     const real = Date.now.bind(Date)
     Date.now = () => real() + Number(readFileSync(${JSON.stringify(ahead)}, 'utf8'))`,
  )
  writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' --require '${preload}' "$@"\n`)
  chmodSync(node, 0o755)
  return { machine, set: (ms) => writeFileSync(ahead, String(ms)) }
}

test('a machine that slept for six hours: missed instants by their policy, one wake and one follow-up, nothing begun anew, streams go on', async () => {
  needTime('the machine that slept')
  test.setTimeout(300_000)
  const { machine, set } = machineWithOwnTime()
  try {
    const page = await machine.start(['-r', join(machine.home, 'own-time.cjs')])
    const near = await startSleeper(machine, page, 'near')
    const far = await startSleeper(machine, page, 'far', 'remote')
    await startBusy(machine, page, near.run_id, 'far-busy', 'REMOTE')
    const busy = machine.processesWith('tail -f')
    const { execution_id } = await machine.run('far-busy')
    const cron = `0 ${[2, 4].map((hours) => (new Date().getUTCHours() + hours) % 24).join(',')} * * *`
    const source = (name: string, run_id: string, missed: string) => {
      const when = ['--cron', cron, '--time-zone', 'UTC', '--missed', missed]
      machine.cli('source', 'add', name, '--run', run_id, ...when, '--subject', name)
    }
    source('twice', near.run_id, 'run-once')
    source('never', near.run_id, 'skip')
    source('twice', far.run_id, 'run-once')
    machine.signalAll('SIGSTOP')
    set(6 * 3_600_000)
    machine.signalAll('SIGCONT')
    for (const name of ['near', 'far'])
      await expect.poll(() => turnsOf(machine, name), { timeout: 120_000 }).toEqual([[], ['twice']])
    await write(machine, near.run_id, 'good morning')
    await write(machine, far.run_id, 'good morning')
    for (const name of ['near', 'far'])
      await expect
        .poll(() => turnsOf(machine, name), { timeout: 60_000 })
        .toEqual([[], ['twice'], ['good morning']])
    expect(machine.processesWith('tail -f')).toEqual(expect.arrayContaining(busy))
    expect(await machine.run('far-busy')).toMatchObject({ state: 'INPROGRESS', execution_id })
    await expect(page.getByTestId('agent-far-busy')).toContainText('working')
  } finally {
    machine.signalAll('SIGCONT')
    for (const pid of machine.processesWith('tail -f')) process.kill(pid, 'SIGKILL') // a worker that ends waits for it
    expect(await machine.dispose(), 'processes left behind').toEqual([])
  }
})
