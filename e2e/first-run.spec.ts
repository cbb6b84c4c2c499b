import { expect } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { terminalText } from './app.ts'
import { test } from './machine.ts'

test('a new user is guided: a child sleeps, a letter wakes it, a restart brings everything back, the demo goes', async ({
  machine,
}) => {
  const page = await machine.start()
  await page.getByTestId('start-demo').click()
  const guide = page.getByTestId('demo')
  await expect(guide).toHaveAttribute('data-step', 'asleep', { timeout: 30_000 })
  await expect(page.getByTestId('agent-demo-child')).toContainText('dormant')
  await page.getByTestId('demo-write').click()
  await expect(guide).toHaveAttribute('data-step', 'woken', { timeout: 30_000 })
  const child = page.locator('[data-testid^="pane-"][data-agent="demo-child"]')
  await expect.poll(() => terminalText(child)).toContain('Please say that you are awake.')
  await machine.quit()
  const again = await machine.start()
  const guideAgain = again.getByTestId('demo')
  await expect(guideAgain).toHaveAttribute('data-step', 'restarted', { timeout: 30_000 })
  await again.getByTestId('demo-end').click()
  await expect(guideAgain).toHaveCount(0)
  await expect(again.getByTestId('agent-demo')).toHaveCount(0)
})

test('several agents get worktrees of their own after a look at what will start, and letters are read in the inbox', async ({
  machine,
}) => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: machine.workDirectory,
    })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(machine.workDirectory, 'cart.ts'), 'one\n')
  git('add', '.')
  git('commit', '-q', '-m', 'first')
  const page = await machine.start()
  await page.getByTestId('start-agent').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByTestId('start-name').fill('try')
  await dialog.getByTestId('start-harness-command').click()
  await dialog.getByTestId('start-directory').fill(machine.workDirectory)
  await dialog.getByTestId('start-command').fill('sh -c "echo changed > cart.ts"')
  await dialog.getByTestId('start-worktree').click()
  await dialog.getByTestId('start-branch').fill('try')
  await dialog.getByTestId('start-copies').fill('2')
  await dialog.getByTestId('start-submit').click()
  await expect(dialog.getByTestId('approval')).toContainText('try-2')
  expect(existsSync(`${machine.workDirectory}.worktrees`)).toBe(false)
  await dialog.getByTestId('start-submit').click()
  await expect(dialog).toBeHidden()
  const second = join(`${machine.workDirectory}.worktrees`, 'try-2', 'cart.ts')
  await expect.poll(() => existsSync(second) && readFileSync(second, 'utf8')).toBe('changed\n')
  expect(readFileSync(join(machine.workDirectory, 'cart.ts'), 'utf8')).toBe('one\n')
  await expect(page.getByTestId('agent-try-2')).toContainText('command · try-2')

  await page.getByTestId('agent-try-2').click()
  await page.keyboard.press('Control+Shift+G')
  await expect(page.getByTestId('activity')).toContainText('changed')
  machine.cli(
    'message',
    'send',
    '--to',
    (await machine.run('try-2')).run_id,
    '--subject',
    'hello',
    '--body',
    'a letter',
  )
  await page.keyboard.press('Control+Shift+I')
  await expect(page.locator('.letter').first()).toContainText('a letter')

  writeFileSync(
    join(machine.dataDirectory, 'settings.json'),
    JSON.stringify({ version: 1, data: { theme: 'light', compactSidebar: true, zoomPercent: 5 } }),
  )
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await expect(page.getByTestId('notice')).toContainText('zoomPercent')
})
