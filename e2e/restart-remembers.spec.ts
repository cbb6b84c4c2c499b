import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import { HarnessSessionId } from '../src/shared/domain/ids.ts'
import type { TestMachine } from './app.ts'
import { changeStored, test } from './machine.ts'
import { startAgent } from './start-agent.ts'

const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)
const timesRun = (machine: TestMachine): number => machine.read('ledger.jsonl').split('\n').length - 1

/** What a person reads of an agent in the sidebar. */
const row = (page: Page, name: string) => page.getByTestId(`agent-${name}`)

/** The boxes of a person who was called away. */
async function expectDrafts(page: Page): Promise<void> {
  await expect(paneOf(page, 'far').getByTestId('follow-up')).toHaveValue('and then look at the')
  await row(page, 'keeper').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Write a message…' }).click()
  await expect(page.getByTestId('message-subject')).toHaveValue('about the release')
  await expect(page.getByTestId('message-body')).toHaveValue('I thought that')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+N')
  await expect(page.getByTestId('start-prompt')).toHaveValue('Fix what the review')
  await expect(page.getByTestId('start-name')).toHaveValue('fixer')
  await page.keyboard.press('Escape')
}

test('a reload, a crash and a reboot leave everything as a person had it: drafts, pins, unread letters, questions, zoom, focus, what is armed and what is parked', async ({
  machine,
}) => {
  let page = await machine.start()
  const child = `node ${join(import.meta.dirname, 'agents/child.mjs')}`
  const here = { harness: 'command', directory: machine.workDirectory, prompt: 'be there' }
  await startAgent(page, { ...here, name: 'keeper', commandLine: child })
  await startAgent(page, { ...here, name: 'stuck', commandLine: child })
  await startAgent(page, { ...here, name: 'asker', commandLine: 'tail -f /dev/null' })
  await startAgent(page, { ...here, name: 'far', commandLine: child, place: 'remote' })
  await expect.poll(() => timesRun(machine)).toBe(3)
  const { run_id: asker } = await machine.run('asker')
  const { run_id: keeper } = await machine.run('keeper')
  const { run_id: stuck } = await machine.run('stuck')

  await test.step('a person has begun all kinds of things', async () => {
    await paneOf(page, 'far').getByTestId('follow-up').fill('and then look at the')
    await row(page, 'keeper').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Pin', exact: true }).click()
    await row(page, 'keeper').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Write a message…' }).click()
    await page.getByTestId('message-subject').fill('about the release')
    await page.getByTestId('message-body').fill('I thought that')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+N')
    await page.getByTestId('start-name').fill('fixer')
    await page.getByTestId('start-prompt').fill('Fix what the review')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+D')
    await expect(page.locator('[data-kind="shell"]')).toBeVisible()
    await page.keyboard.press('Control+Alt+ArrowLeft')
    await expect(paneOf(page, 'far')).toHaveAttribute('data-focused', 'true')
    await page.keyboard.press('Control+Shift+Enter')
    await expect(page.locator('.panes')).toHaveAttribute('data-zoomed', 'true')
  })

  await test.step('and agents have things to tell', async () => {
    machine.cli('message', 'send', '--to', keeper, '--subject', 'unread', '--body', 'x')
    await expect.poll(() => timesRun(machine)).toBe(4)
    await expect(page.getByTestId('side-inbox')).toContainText('1 unread')
    const { harness_session_id } = await machine.run('asker')
    const session_id = HarnessSessionId.parse(harness_session_id ?? 'its-session')
    const ask = { id: 'ask-1', kind: 'permission' as const, tool: 'Bash', subject: 'npm publish' }
    const signal = { kind: 'blocked' as const, session_id, question: 'run npm publish?' }
    await machine.ask('reportSignal', {
      params: { run_id: asker },
      body: { signal: { ...signal, ask: { ...ask, can_answer: false } } },
    })
    await expect(row(page, 'asker')).toContainText('npm publish')
    machine.cli('schedule', 'create', 'nightly', '--cron', '0 3 * * *', '--', 'true')
  })

  await test.step('after a reload of the page', async () => {
    await page.reload()
    await expectDrafts(page)
    await expect(page.locator('.panes')).toHaveAttribute('data-zoomed', 'true')
  })

  await machine.crash()
  page = await machine.start()
  await test.step('after a crash of the app alone its agents wait for the same answers', async () => {
    await expect(row(page, 'asker')).toContainText('npm publish')
    await expectDrafts(page)
  })

  await machine.crash()
  changeStored(machine, 'stuck', (one) => ({
    ...one,
    wakes: { ...one.wakes, failures: 6, lastFailedAt: Date.now(), parked: 'gave-up' },
  }))
  machine.cli('message', 'send', '--to', stuck, '--subject', 'too late', '--body', 'x')
  for (const name of ['pty-host', 'service', 'worker'])
    for (const pid of machine.processesWith(`src/${name}/main.ts`)) process.kill(pid, 'SIGKILL')
  page = await machine.start()

  await test.step('after a crash of everything it is all there', async () => {
    await expect(paneOf(page, 'far')).toHaveAttribute('data-focused', 'true')
    await expect(page.locator('.panes')).toHaveAttribute('data-zoomed', 'true')
    await expect(paneOf(page, 'far').getByTestId('follow-up')).toBeFocused()
    await expect(page.getByTestId('side-inbox')).toContainText('unread')
    await expect(row(page, 'keeper').getByLabel('pinned')).toBeVisible()
    await expectDrafts(page)
  })

  await test.step('a question whose process died with everything is a turn that was cut off', async () => {
    await expect(row(page, 'asker')).toContainText('failed')
  })

  await test.step('what is parked stays parked with its mail; what is armed stays armed', async () => {
    await expect(row(page, 'stuck')).toContainText('parked with 1 message')
    expect(timesRun(machine)).toBe(4)
    expect(machine.cli('schedule', 'list')).toContain('nightly')
    await row(page, 'stuck').click()
    await page.getByTestId('wake-now').click()
    await expect.poll(() => machine.read('ledger.jsonl')).toContain('too late')
  })

  await test.step('what is sent is no draft any more', async () => {
    await row(page, 'far').click()
    await paneOf(page, 'far').getByTestId('follow-up').press('Enter')
    await expect(paneOf(page, 'far').getByTestId('follow-up')).toHaveValue('')
    await page.reload()
    await expect(paneOf(page, 'far').getByTestId('follow-up')).toHaveValue('')
  })
})
