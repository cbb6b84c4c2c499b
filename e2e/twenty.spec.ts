import { expect, type Page } from '@playwright/test'
import type { RunId } from '../src/shared/domain/ids.ts'
import { terminalText } from './app.ts'
import { changeWindowSettings } from './change-settings.ts'
import { test } from './machine.ts'
import { ScriptedWorker } from './scripted-worker.ts'
import { startTwenty, twenty, type TwentyRow } from './twenty-agents.ts'

// Twenty agents in the real app, on its service and in its terminals: who needs a person, who is done, who sleeps and why.
// REVEILLE_SHOTS=1 makes the pictures of it that the documentation shows.

const row = (page: Page, name: string) => page.getByTestId(`agent-${name}`)
const pane = (page: Page, name: string) => page.locator(`[data-testid^="pane-"][data-agent="${name}"]`)
const states = (page: Page): Promise<string[]> =>
  page
    .locator('[role="treeitem"][data-state]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-state') ?? ''))

async function picture(page: Page, name: string): Promise<void> {
  if (process.env['REVEILLE_SHOTS'] === '1') await page.screenshot({ path: `docs/screenshots/${name}.png` })
}

test('with twenty agents one sees who is blocked, who failed, who is done and who sleeps, and why; keys and mouse get there', async ({
  machine,
}) => {
  const page = await machine.start()
  await expect.poll(() => machine.processesWith('src/worker/main.ts').length).toBe(1) // all is up
  const worker = new ScriptedWorker(machine, 'desk')
  const ids = await startTwenty(machine, worker, (root) => expect(row(page, root.name)).toBeVisible())
  const idOf = (name: string): RunId => ids.get(name) as RunId // all of them were started
  for (const one of twenty) await one.after?.(machine, idOf(one.name))

  await test.step('each says what it is at, in colour, shape and word, and why', async () => {
    for (const one of twenty) await expectRow(page, one)
    await expect(page.getByTestId('needs-you')).toHaveText('2 need you')
    await expect(page.getByRole('contentinfo')).toContainText('needs you 2')
  })

  await test.step('who needs a person stands first, in each family and among them', async () => {
    await page.mouse.move(700, 400)
    const told = await states(page)
    expect(told.slice(0, 3)).toEqual(['working', 'blocked', 'failed']) // the lead, then its children
    await row(page, 'checkout').click()
    const pills = page.locator('.pill .pill-name')
    await expect
      .poll(async () => (await pills.allTextContents()).slice(0, 3))
      .toEqual(['checkout', 'docs', 'migration'])
    await page.mouse.move(700, 400)
    await picture(page, 'twenty-dark')
  })

  await test.step('by keyboard: to the question, what can be done about it, and its answer', async () => {
    await page.keyboard.press('Control+Shift+J')
    await expect(pane(page, 'docs')).toHaveAttribute('data-focused', 'true')
    for (
      let steps = 0;
      steps < 6 && !(await page.getByTestId('pill-docs').evaluate((one) => one === document.activeElement));
      steps += 1
    )
      await page.keyboard.press('F6')
    const menu = page.getByTestId('agent-menu')
    const openMenu = async (): Promise<void> => {
      await menu.waitFor({ state: 'detached' })
      await expect(page.getByTestId('pill-docs')).toBeFocused()
      await page.keyboard.press('Shift+F10')
      await menu.waitFor()
      await expect(menu.locator(':focus').or(menu.and(page.locator(':focus')))).toHaveCount(1)
    }
    await openMenu()
    for (let steps = 0; steps < 30 && (await chosen(page)) !== 'Pin'; steps += 1)
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('pill-docs').getByLabel('pinned')).toBeVisible()
    await openMenu()
    for (let steps = 0; steps < 30 && !(await chosen(page)).startsWith('Allow:'); steps += 1)
      await page.keyboard.press('ArrowDown')
    expect(await chosen(page)).toBe('Allow: npm publish --access public')
    await page.keyboard.press('Enter')
    await expect.poll(() => worker.answerTo(idOf('docs'))).toBe('allow')
    await worker.signal(idOf('docs'), { kind: 'work-went-on' })
    await expect(row(page, 'docs')).toHaveAttribute('data-state', 'working')
    await expect(page.getByTestId('needs-you')).toHaveText('1 needs you')
  })

  await test.step('by mouse: what wakes a sleeper, what another one shows, who failed', async () => {
    await row(page, 'review').hover()
    await expect(page.locator('.hover-card')).toContainText('03:00')
    await page.mouse.move(700, 400)
    await page.locator('.hover-card').waitFor({ state: 'detached' })
    await row(page, 'api').click()
    await page.mouse.move(700, 400)
    await page.locator('.hover-card').waitFor({ state: 'detached' })
    await expect.poll(() => terminalText(pane(page, 'api'))).toContain('112 passed in 9.4 s')
    await page.getByTestId('sidebar-filter').fill('failed')
    await expect
      .poll(() => page.locator('[role="treeitem"][data-state="failed"] .agent-name').allTextContents())
      .toEqual(['dns', 'migration', 'flaky login', 'from tomorrow']) // infra has the last question now
    await page.getByTestId('sidebar-filter').fill('')
  })

  await test.step('in the light as in the dark', async () => {
    changeWindowSettings(machine, { theme: 'light' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
    await picture(page, 'twenty-light')
  })

  await test.step('after a crash, while the service does not answer: those elsewhere are out of reach, then all is as it was', async () => {
    const [service = 0] = machine.processesWith('src/service/main.ts')
    await machine.crash()
    process.kill(service, 'SIGSTOP')
    let again: Page
    try {
      again = await machine.start()
      await expect(row(again, 'api')).toHaveAttribute('data-state', 'unreachable')
      await expect(row(again, 'tests')).toHaveAttribute('data-state', 'dormant')
    } finally {
      process.kill(service, 'SIGCONT')
    }
    for (const one of twenty) await expectRow(again, { ...one, ...afterwards[one.name] })
  })
  worker.dispose()
  for (const { name, parent } of twenty)
    if (parent === undefined) machine.cli('run', 'kill', idOf(name), '--with-children')
  await expect.poll(() => machine.processesWith('tail -f')).toEqual([])
})

/** What a restart or the answer has changed. */
const afterwards: Readonly<Record<string, Partial<TwentyRow>>> = {
  docs: { state: 'working', why: /working/ },
  'from tomorrow': { state: 'missing', why: /cannot run tomorrow/ },
}

/** The item of a menu that Enter would take. */
const chosen = (page: Page): Promise<string> =>
  page.evaluate(
    () => document.querySelector('[role="menuitem"][data-highlighted]')?.textContent?.trim() ?? '',
  )

async function expectRow(page: Page, { name, state, why }: TwentyRow): Promise<void> {
  await test.step(`${name}: ${state}`, async () => {
    await expect(row(page, name)).toHaveAttribute('data-state', state)
    await expect(row(page, name)).toContainText(why)
  })
}
