import { expect, type Page } from '@playwright/test'
import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { terminalText, type TestMachine } from './app.ts'
import { needClaude, test } from './machine.ts'
import { startAgent } from './start-agent.ts'

needClaude()

const pane = (page: Page) => page.locator('[data-testid^="pane-"][data-agent="solo"]')
const state = async (machine: TestMachine) => (await machine.run('solo')).state
const write = async (machine: TestMachine, body: string) =>
  machine.cli(
    'message',
    'send',
    '--to',
    (await machine.run('solo')).run_id,
    '--subject',
    'mail',
    '--body',
    body,
  )

/** A Claude Code whose first turn has ended and who waits for a prompt. */
async function startIdle(machine: TestMachine, page: Page): Promise<void> {
  await startAgent(page, {
    name: 'solo',
    harness: 'claude',
    directory: machine.workDirectory,
    prompt: 'SAY:at your service',
  })
  await expect(page.getByTestId('agent-solo')).toContainText('idle', { timeout: 30_000 })
}

test("a person's half-written draft survives a wake, which happens once", async ({
  claudeMachine: machine,
  model,
}) => {
  const page = await machine.start()
  await startIdle(machine, page)
  await pane(page).locator('[data-testid^="terminal-"]').click()
  await page.keyboard.type('SAY:this is my dra')
  await expect.poll(() => terminalText(pane(page))).toContain('this is my dra')
  await write(machine, 'SAY:read the mail')
  await expect.poll(() => terminalText(pane(page)), { timeout: 30_000 }).toContain('read the mail')
  await expect.poll(() => state(machine)).toBe('SUCCEEDED')
  expect(await terminalText(pane(page))).toContain('SAY:this is my dra')
  await page.keyboard.type('ft')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => model.turns().at(-1)?.userTexts.at(-1), { timeout: 30_000 })
    .toContain('this is my draft')
  const mailTurns = model.turns().filter(({ mail }) => mail.length > 0)
  expect(new Set(mailTurns.flatMap(({ mail }) => mail)).size).toBe(1)
})

test('a session that cannot be resumed is said so; no fresh one is passed off for it, no mail is lost', async ({
  claudeMachine: machine,
}) => {
  const page = await machine.start()
  await startIdle(machine, page)
  await page.getByTestId('agent-solo').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Stop' }).click()
  await expect(page.getByTestId('agent-solo')).toContainText('dormant')
  const projects = join(machine.home, '.claude/projects')
  // Claude Code may keep folders of other directories beside it: the memory of the repository around this one.
  const transcript = `${(await machine.run('solo')).harness_session_id}.jsonl`
  const [project = '', ...others] = readdirSync(projects).filter((name) =>
    existsSync(join(projects, name, transcript)),
  )
  expect(others).toEqual([])
  renameSync(join(projects, project), join(projects, 'moved'))
  await write(machine, 'SAY:found again')
  await expect(pane(page).getByTestId('why')).toContainText('the session cannot be resumed')
  expect(machine.processesWith('--resume')).toEqual([])
  renameSync(join(projects, 'moved'), join(projects, project))
  await pane(page).getByTestId('wake-now').click()
  await expect.poll(() => terminalText(pane(page)), { timeout: 30_000 }).toContain('found again')
  await expect.poll(() => state(machine)).toBe('SUCCEEDED')
})
