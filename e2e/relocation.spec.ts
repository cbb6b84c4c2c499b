import { expect, type Page } from '@playwright/test'
import { terminalText, type TestMachine } from './app.ts'
import { needClaude, needTime, test } from './machine.ts'
import { startAgent } from './start-agent.ts'

needClaude()
needTime('the story of an agent that moves')

const pane = (page: Page) => page.locator('[data-testid^="pane-"][data-agent="far"]')
const screen = (page: Page) => terminalText(pane(page))
const location = async (machine: TestMachine) => (await machine.run('far')).execution_location
const claudes = (machine: TestMachine): number[] => machine.processesWith('--resume')

async function choose(page: Page, item: string): Promise<void> {
  await page.getByTestId('agent-far').click({ button: 'right' })
  await page.getByRole('menuitem', { name: item }).click()
}

test('an agent goes on here, and with the workers again, as the same run with all that was said', async ({
  claudeMachine: machine,
  model,
}, info) => {
  let page = await machine.start()
  const said = () => model.turns().at(-1)?.userTexts.join(' ') ?? ''
  await startAgent(page, {
    ...{ name: 'far', harness: 'claude', directory: machine.workDirectory, place: 'remote' },
    prompt: 'SAY:the word is heron',
  })
  await expect(pane(page)).toContainText('the word is heron', { timeout: 40_000 })
  await expect.poll(async () => (await machine.run('far')).state, { timeout: 30_000 }).toBe('SUCCEEDED')
  const { run_id, harness_session_id: session } = await machine.run('far')

  await test.step('continue here: its session opens in its own pane, and a person goes on in it', async () => {
    await choose(page, 'Continue here')
    await expect(pane(page)).toHaveAttribute('data-kind', 'terminal')
    await expect.poll(() => screen(page), { timeout: 40_000 }).toContain('the word is heron')
    await expect(page.getByTestId('agent-far')).toContainText('idle', { timeout: 30_000 })
    await page.screenshot({ path: info.outputPath('here.png') })
    await pane(page).locator('[data-testid^="terminal-"]').click()
    await page.keyboard.type('SAY:it flies over here')
    await expect.poll(() => screen(page)).toContain('SAY:it flies over here')
    await page.keyboard.press('Enter')
    await expect.poll(said, { timeout: 30_000 }).toContain('it flies over here')
    expect(said()).toContain('the word is heron')
    await expect.poll(async () => (await machine.run('far')).state, { timeout: 30_000 }).toBe('SUCCEEDED')
    expect(await machine.run('far')).toMatchObject({ run_id, harness_session_id: session })
    expect(await location(machine)).toBe('LOCAL')
  })

  await test.step('handed to the workers its process here ends; a follow-up goes on in the same session there', async () => {
    await expect(page.getByTestId('agent-far')).toContainText('idle')
    await choose(page, 'Hand to the workers')
    await expect(pane(page)).toHaveAttribute('data-kind', 'ambient')
    await expect.poll(() => claudes(machine)).toEqual([])
    expect(await location(machine)).toBe('REMOTE')
    await page.screenshot({ path: info.outputPath('away.png') })
    await pane(page).getByTestId('follow-up').fill('SAY:and over there')
    await pane(page).getByTestId('follow-up').press('Enter')
    await expect.poll(said, { timeout: 40_000 }).toContain('and over there')
    expect(said()).toContain('the word is heron')
    expect(said()).toContain('it flies over here')
    await expect.poll(async () => (await machine.run('far')).state, { timeout: 30_000 }).toBe('SUCCEEDED')
    expect((await machine.run('far')).harness_session_id).toBe(session)
  })

  await test.step('moved by the CLI while the app was dead it is found where it is', async () => {
    await expect.poll(async () => (await machine.run('far')).is_sandbox_running).toBe(false)
    await machine.crash()
    machine.cli('run', 'relocate', run_id, '--local')
    page = await machine.start()
    await expect(pane(page)).toHaveAttribute('data-kind', 'terminal')
    await expect(page.getByTestId('agent-far')).toContainText('dormant')
    expect(claudes(machine)).toEqual([])
  })

  await test.step('while the app runs, the CLI hands it back; mail wakes it there', async () => {
    machine.cli('run', 'relocate', run_id, '--remote')
    await expect(pane(page)).toHaveAttribute('data-kind', 'ambient')
    machine.cli('message', 'send', '--to', run_id, '--subject', 'mail', '--body', 'SAY:the mail came')
    await expect(pane(page)).toContainText('the mail came', { timeout: 40_000 })
    expect((await machine.run('far')).harness_session_id).toBe(session)
  })
})
