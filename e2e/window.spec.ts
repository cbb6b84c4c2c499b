import { expect } from '@playwright/test'
import { join } from 'node:path'
import { terminalText } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

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

test('a local run that a person started from a command line opens in a tab, and takes the keyboard from nobody', async ({
  machine,
}) => {
  const page = await machine.start()
  await expect.poll(() => machine.processesWith('src/worker/main.ts').length).toBe(1) // all is up
  const script = 'echo hello from outside; seq 1 300; echo the end'
  machine.cli('run', 'start', '--name', 'outside', '--local', '--', 'sh', '-c', script)
  const pane = page.locator('[data-testid^="pane-"][data-agent="outside"]')
  await expect.poll(() => terminalText(pane)).toContain('hello from outside')
  await expect(page.getByTestId('agent-outside')).toContainText('dormant')

  // What happened is listed, and a click goes to where it happened.
  const screen = pane.locator('.xterm-rows')
  await expect(screen).toContainText('the end')
  await expect(screen).not.toContainText('hello from outside')
  const entries = page.getByTestId('activity')
  await entries.getByRole('button', { name: 'outside started' }).click()
  await expect(screen).toContainText('hello from outside')
  await entries.getByRole('button', { name: 'outside ended its turn' }).click()
  await expect(screen).toContainText('the end')
  await page.getByTestId('activity-search').fill('nothing like this')
  await expect(page.getByTestId('activity-count')).toHaveText('0')
  await page.getByTestId('activity-search').fill('started')
  await expect(page.getByTestId('activity-count')).toHaveText('1')

  machine.cli('run', 'start', '--name', 'beside', '--local', '--', 'sh', '-c', 'exec sleep 1000')
  await expect(page.getByTestId('agent-beside')).toContainText('working')
  await expect(page.locator('.tabs [role=tab]')).toHaveCount(2)
  await expect(pane).toHaveAttribute('data-focused', 'true')
  machine.cli('run', 'kill', 'beside')
})
