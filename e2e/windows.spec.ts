import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import { terminalText, type TestMachine } from './app.ts'
import { test } from './machine.ts'
import { startAgent } from './start-agent.ts'

const panes = (page: Page) => page.locator('[data-testid^="pane-"][data-kind]')
const paneOf = (page: Page, agent: string) => page.locator(`[data-testid^="pane-"][data-agent="${agent}"]`)
/** What a new window opens with; asked for before the act that opens it. */
const nextWindow = (machine: TestMachine) => machine.electron.waitForEvent('window')

/** Bounds and focus of the windows, by what stands in their titles. */
const frames = (machine: TestMachine) =>
  machine.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => ({ title: window.getTitle(), ...window.getBounds() }))
      .sort((one, other) => one.title.localeCompare(other.title)),
  )
/** The page of the window that shows this agent. */
async function pageWith(machine: TestMachine, agent: string): Promise<Page> {
  const found = async () => {
    for (const page of machine.electron.windows()) if ((await paneOf(page, agent).count()) === 1) return page
    return null
  }
  await expect.poll(async () => (await found()) !== null, { timeout: 30_000 }).toBe(true)
  return there(await found())
}
function there<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('it is not there')
  return value
}
/** A shell that has shown its prompt. */
async function openShell(page: Page) {
  await page.keyboard.press('Control+Shift+T')
  const shell = page.locator('[data-kind="shell"]')
  await expect.poll(() => terminalText(shell)).toMatch(/[$#]\s*$/)
  return shell
}
const front = (machine: TestMachine): string => {
  const { data } = JSON.parse(machine.read('data/windows.json'))
  const at = data.windows.findIndex((one: { windowId: string }) => one.windowId === data.front)
  return JSON.stringify(data.windows[at]?.tabs)
}

test('tabs and panes move between windows, each conversation stands in one, and a crash brings all windows back', async ({
  machine,
}) => {
  const first = await machine.start()
  const child = `node ${join(import.meta.dirname, 'agents/child.mjs')}`
  for (const name of ['left', 'right'])
    await startAgent(first, {
      ...{
        name,
        harness: 'command',
        directory: machine.workDirectory,
        prompt: 'be there',
        commandLine: child,
      },
    })
  await expect(first.getByTestId('agent-right')).toContainText('dormant')

  const opened = nextWindow(machine)
  await test.step('the tab in view moves to a new window, with the keyboard', async () => {
    await first.keyboard.press('Control+Shift+P')
    await first.keyboard.type('tab to a new window')
    await first.keyboard.press('Enter')
  })
  const second = await opened
  await expect(paneOf(second, 'right')).toBeVisible()
  await expect.poll(() => terminalText(paneOf(second, 'right'))).toContain('right is ready: be there')
  await expect(paneOf(first, 'right')).toHaveCount(0)
  await expect(paneOf(first, 'left')).toBeVisible()

  await test.step('an agent that stands in the other window is shown there, and nowhere else', async () => {
    await first.getByTestId('agent-right').click()
    await expect.poll(() => front(machine)).toContain('"tabId"')
    await expect(panes(first)).toHaveCount(1)
    await expect(panes(second)).toHaveCount(1)
  })

  await test.step('a shell moves over while it runs; its program learns of the new size and may be typed at', async () => {
    const shell = await openShell(first)
    await first.keyboard.type('echo before; READY=moved\n')
    await expect.poll(() => terminalText(shell)).toContain('\nbefore')
    await first.keyboard.press('Control+Alt+Shift+PageDown')
    const moved = second.locator('[data-kind="shell"]')
    await expect(moved).toBeVisible()
    await expect(first.locator('[data-kind="shell"]')).toHaveCount(0)
    await expect.poll(() => terminalText(moved)).toContain('\nbefore')
    await moved.click()
    await second.keyboard.type('echo "still $READY"\n')
    await expect.poll(() => terminalText(moved)).toContain('\nstill moved')
  })

  await test.step('a link goes to the window that has its agent', async () => {
    const { run_id } = await machine.run('left')
    await machine.electron.evaluate(
      ({ app }, link) => app.emit('second-instance', {}, ['reveille', link]),
      `reveille://run/${run_id}`,
    )
    const left = JSON.stringify(await paneOf(first, 'left').getAttribute('data-pane'))
    await expect.poll(() => front(machine)).toContain(left)
  })

  const stood = await test.step('both stand somewhere', async () => {
    await machine.electron.evaluate(({ BrowserWindow }) => {
      for (const [at, window] of BrowserWindow.getAllWindows().entries())
        window.setBounds({ x: 40 + 60 * at, y: 30 + 50 * at, width: 900 + 40 * at, height: 600 + 30 * at })
    })
    const now = await frames(machine)
    await expect.poll(() => machine.read('data/windows.json')).toContain(`"x": ${now[1]?.x},`)
    return now
  })

  await machine.crash()
  await machine.start()
  await test.step('after a crash both are back, where they were, with what they showed', async () => {
    const again = await pageWith(machine, 'left')
    await expect.poll(() => machine.electron.windows().length).toBe(2)
    const other = there(machine.electron.windows().find((page) => page !== again))
    await expect(other.getByTestId('tab-right')).toBeVisible()
    await expect(other.locator('[data-kind="shell"]')).toBeVisible()
    await expect.poll(() => terminalText(other.locator('[data-kind="shell"]'))).toContain('still moved')
    await expect.poll(() => frames(machine)).toEqual(stood)
  })

  await test.step('closing one of several hides what it showed; taking it back brings its shell back alive', async () => {
    const again = await pageWith(machine, 'left')
    const other = there(machine.electron.windows().find((page) => page !== again))
    const gone = other.waitForEvent('close')
    await other.keyboard.press('Control+Alt+Shift+W').catch(() => {}) // the page is gone before the key is up
    await gone
    await expect(paneOf(again, 'left')).toBeVisible()
    expect(machine.electron.windows()).toHaveLength(1)
    const back = nextWindow(machine)
    await again.keyboard.press('Control+Shift+Z')
    const page = await back
    const shell = page.locator('[data-kind="shell"]')
    await expect.poll(() => terminalText(shell)).toContain('still moved')
    await shell.click()
    await page.keyboard.type('echo "alive and $READY"\n')
    await expect.poll(() => terminalText(shell)).toContain('\nalive and moved')
  })
})

test('a page that crashes is loaded again with all it showed', async ({ machine }) => {
  const page = await machine.start()
  await page.getByTestId('start-agent').first().waitFor()
  const shell = await openShell(page)
  await page.keyboard.type('echo before the crash\n')
  await expect.poll(() => terminalText(shell)).toContain('\nbefore the crash')
  await machine.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const isBack = new Promise((resolve) => window?.webContents.once('did-finish-load', () => resolve(true)))
    Object.assign(globalThis, { isBack })
  })
  for (const renderer of machine.processesWith('--type=renderer')) process.kill(renderer, 'SIGKILL')
  await machine.electron.evaluate(() => (globalThis as unknown as { isBack: Promise<boolean> }).isBack)
  const text = () =>
    machine.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      const read = `document.querySelector('[data-kind="shell"] [data-testid^="terminal-"]')?.readText?.() ?? ''`
      return window?.webContents.executeJavaScript(read)
    })
  await expect.poll(text).toContain('\nbefore the crash')
})
