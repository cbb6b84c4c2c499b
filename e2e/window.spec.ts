import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import { terminalText } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

const shells = (page: Page) => page.locator('[data-kind="shell"]')

/** A shell that has shown its prompt. */
async function openShell(page: Page): Promise<void> {
  await expect(page.getByTestId('start-agent')).toBeVisible()
  await page.keyboard.press('Control+Shift+T')
  await expect.poll(() => terminalText(shells(page).last())).toMatch(/[$#]\s*$/)
}

test('a shell pane is a terminal: keys, output, splits, and reveille at hand in the name of the person', async ({
  machine,
}) => {
  const page = await machine.start()
  await openShell(page)
  await page.keyboard.type('echo $((6 * 7)) answers')
  await page.keyboard.press('Enter')
  await expect.poll(() => terminalText(shells(page).first())).toContain('42 answers')
  await page.keyboard.type('reveille run list --json')
  await page.keyboard.press('Enter')
  await expect.poll(() => terminalText(shells(page).first())).toContain('[]')
  await page.keyboard.press('Control+Shift+D')
  await expect(shells(page)).toHaveCount(2)
  await page.keyboard.press('Control+Shift+W')
  await expect(shells(page)).toHaveCount(1)
  expect(await terminalText(shells(page).first())).toContain('42 answers')
})

test('a flood of output loses nothing, Ctrl-C ends it, and a hidden pane comes back exactly', async ({
  machine,
}) => {
  const page = await machine.start()
  await openShell(page)
  await page.keyboard.type('seq 1 20000; echo flood-is-over')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => terminalText(shells(page).first()), { timeout: 30_000 })
    .toContain('flood-is-over\n')
  const text = await terminalText(shells(page).first())
  const numbers = text
    .split('\n')
    .map(Number)
    .filter((number) => number > 15_500)
  expect(numbers).toEqual(Array.from({ length: 4_500 }, (_, index) => 15_501 + index))
  await page.keyboard.type('yes')
  await page.keyboard.press('Enter')
  await expect.poll(() => terminalText(shells(page).first())).toContain('y\ny\ny\n')
  await page.keyboard.press('Control+C')
  await page.keyboard.type('echo quiet-again')
  await page.keyboard.press('Enter')
  await expect.poll(() => terminalText(shells(page).first())).toContain('quiet-again\n')
  const before = await terminalText(shells(page).first())
  await openShell(page) // another tab: the first one's page side is gone
  await page.keyboard.press('Alt+1')
  await expect
    .poll(async () => (await terminalText(shells(page).first())).slice(-2_000))
    .toBe(before.slice(-2_000))
})

test('a child shown in place of its parent gives the place back when it is killed', async ({ machine }) => {
  const page = await machine.start()
  const agents = join(import.meta.dirname, 'agents')
  await startAgent(page, {
    name: 'lead',
    harness: 'command',
    directory: machine.workDirectory,
    commandLine: `node ${agents}/lead.mjs`,
  })
  await page.getByTestId('pill-tests').click()
  const child = page.locator('[data-testid^="pane-"][data-agent="tests"]')
  await expect(child).toBeVisible()
  await page.getByTestId('pill-tests').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Kill…' }).click()
  await page.getByTestId('confirm').click()
  await expect(child).toHaveCount(0)
  await expect(page.locator('[data-testid^="pane-"][data-agent="lead"]')).toBeVisible()
  await expect(page.getByTestId('pill-tests')).toHaveCount(0)
})

test('wrong wishes are answered in the dialog, and nothing typed is lost', async ({ machine }) => {
  const page = await machine.start()
  await page.getByTestId('start-agent').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByTestId('start-name').fill('solo')
  await dialog.getByTestId('start-harness-command').click()
  await dialog.getByTestId('start-directory').fill('/does/not/exist')
  await dialog.getByTestId('start-command').fill('echo "open')
  await dialog.getByTestId('start-submit').click()
  await expect(dialog).toContainText(/opening "|no directory/)
  await dialog.getByTestId('start-command').fill('no-such-program-here')
  await dialog.getByTestId('start-submit').click()
  await expect(dialog).toContainText('there is no directory /does/not/exist')
  await expect(dialog.getByTestId('start-name')).toHaveValue('solo')
  await dialog.getByTestId('start-directory').fill('~/work')
  await dialog.getByTestId('start-submit').click()
  await expect(dialog).toBeHidden()
  await expect(page.getByTestId('agent-solo')).toContainText('failed')
  await expect(page.getByTestId('why')).toContainText('no-such-program-here')
})

test('a local run that a person started from a command line opens in a tab', async ({ machine }) => {
  const page = await machine.start()
  await expect.poll(() => machine.processesWith('src/worker/main.ts').length).toBe(1) // all is up
  machine.cli('run', 'start', '--name', 'outside', '--local', '--', 'sh', '-c', 'echo hello from outside')
  const pane = page.locator('[data-testid^="pane-"][data-agent="outside"]')
  await expect.poll(() => terminalText(pane)).toContain('hello from outside')
  await expect(page.getByTestId('agent-outside')).toContainText('dormant')
})
