import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import { terminalText, type TestMachine } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

type Entry = { readonly name: string; readonly ids: readonly string[]; readonly subjects: readonly string[] }

/** What the agents wrote down themselves, at each of their runs. */
const ledger = (machine: TestMachine): Entry[] =>
  machine
    .read('ledger.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry) // written by our own scripts
const subjectsOf = (machine: TestMachine, name: string): string[] =>
  ledger(machine)
    .filter((entry) => entry.name === name)
    .flatMap((entry) => [...entry.subjects])

/** Nobody works, nobody has mail: nothing more will happen by itself. */
async function untilQuiet(machine: TestMachine, names: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const runs = await Promise.all(names.map((name) => machine.run(name)))
        const mail = await Promise.all(
          runs.map(({ run_id }) =>
            machine.ask('listMessages', { params: { run_id }, query: { pending: 'true' } }),
          ),
        )
        return { states: runs.map((run) => run.state), waiting: mail.flatMap((one) => one.messages).length }
      },
      { timeout: 60_000 },
    )
    .toEqual({ states: names.map(() => 'SUCCEEDED'), waiting: 0 })
}

const pill = (page: Page, name: string) => page.getByTestId(`pill-${name}`)
const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)

test('the main job, with nothing installed but the app: agents are plain commands', async ({ machine }) => {
  const names = ['lead', 'tests', 'api']
  const page = await machine.start()
  const script = join(import.meta.dirname, 'agents/lead.mjs')
  await startAgent(page, {
    name: 'lead',
    harness: 'command',
    directory: machine.workDirectory,
    commandLine: `node ${script}`,
  })

  await test.step('two pills show the hidden children; their ends wake the lead, its mail wakes them, it is told once', async () => {
    await expect(pill(page, 'tests')).toBeVisible()
    await expect(pill(page, 'api')).toBeVisible()
    await expect(paneOf(page, 'tests')).toHaveCount(0)
    await expect
      .poll(
        () =>
          subjectsOf(machine, 'lead')
            .filter((subject) => subject.startsWith('re: '))
            .sort(),
        { timeout: 60_000 },
      )
      .toEqual(['re: routes for api', 're: routes for tests'])
    await untilQuiet(machine, names)
    expect(subjectsOf(machine, 'tests')).toEqual(['routes for tests'])
    expect(subjectsOf(machine, 'api')).toEqual(['routes for api'])
    expect(subjectsOf(machine, 'lead').sort()).toEqual([
      'api finished',
      're: routes for api',
      're: routes for tests',
      'tests finished',
    ])
  })

  await test.step('the local child was resumed in its own pane, the remote one followed up on its own run', async () => {
    await pill(page, 'tests').click()
    await expect.poll(() => terminalText(paneOf(page, 'tests'))).toContain('tests read: routes for tests')
    expect(await terminalText(paneOf(page, 'tests'))).toContain('tests is ready: extend the suite')
    await pill(page, 'api').click()
    await expect(paneOf(page, 'api')).toHaveAttribute('data-state', 'AgentRunning')
    await expect.poll(() => terminalText(paneOf(page, 'api'))).toContain('api read: routes for api')
    await pill(page, 'lead').click()
    await expect(paneOf(page, 'lead')).toBeVisible()
  })

  const before = {
    ledger: ledger(machine).length,
    tests: await machine.run('tests'),
    api: await machine.run('api'),
  }
  await machine.crash()
  await test.step('mail sent while the app is dead wakes nobody yet', async () => {
    machine.cli(
      'message',
      'send',
      '--to',
      before.tests.run_id,
      '--subject',
      'one more',
      '--body',
      'while you were away',
    )
    machine.cli(
      'message',
      'send',
      '--to',
      before.api.run_id,
      '--subject',
      'two more',
      '--body',
      'while you were away',
    )
    expect(ledger(machine)).toHaveLength(before.ledger)
  })

  const again = await machine.start()
  await test.step('after the restart everything is back, and the waiting mail wakes whom it must, once', async () => {
    await expect(paneOf(again, 'lead')).toBeVisible()
    await expect(pill(again, 'tests')).toBeVisible()
    await expect
      .poll(() => subjectsOf(machine, 'tests'), { timeout: 60_000 })
      .toEqual(['routes for tests', 'one more'])
    await expect
      .poll(() => subjectsOf(machine, 'api'), { timeout: 60_000 })
      .toEqual(['routes for api', 'two more'])
    await untilQuiet(machine, names)
    const ids = ledger(machine).flatMap((entry) => [...entry.ids])
    expect(new Set(ids).size).toBe(ids.length)
    expect((await machine.run('tests')).run_id).toBe(before.tests.run_id)
    expect((await machine.run('api')).run_id).toBe(before.api.run_id)
    await pill(again, 'tests').click()
    await expect(paneOf(again, 'tests')).toHaveAttribute('data-kind', 'terminal')
    await expect.poll(() => terminalText(paneOf(again, 'tests'))).toContain('tests read: one more')
    expect(await terminalText(paneOf(again, 'tests'))).toContain('tests is ready: extend the suite')
    await pill(again, 'api').click()
    await expect(paneOf(again, 'api')).toHaveAttribute('data-kind', 'ambient')
    await expect(paneOf(again, 'api')).toHaveAttribute('data-state', 'AgentRunning')
  })
})
