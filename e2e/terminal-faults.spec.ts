import { expect, type Page } from '@playwright/test'
import { terminalText, type TestMachine } from './app.ts'
import { needTime, test } from './machine.ts'

const shell = (page: Page) => page.locator('[data-kind="shell"]').first()
const shown = (page: Page): Promise<string> => terminalText(shell(page))
const linesKept = 10_000

async function openShell(page: Page): Promise<void> {
  await page.getByTestId('start-agent').waitFor()
  await page.keyboard.press('Control+Shift+T')
  await expect.poll(() => shown(page)).toMatch(/[$#]\s*$/)
}

async function enter(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** Counts until there is a file named `stop`. */
const flood =
  'i=0; while [ ! -e ~/stop ]; do echo "line $i 日本"; i=$((i+1)); done; echo flood-is-ov$(echo er)'
const numbersIn = (text: string): readonly number[] =>
  text.split('\n').flatMap((line) => (/^line \d+ 日本$/.test(line) ? [Number(line.split(' ')[1])] : []))
/** What is shown is a piece of the flood without a gap. */
const expectWhole = (numbers: readonly number[]): void =>
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))

/** The flood has come this far, as the page shows it. */
const floodReached = (page: Page, line: number): Promise<void> =>
  expect.poll(async () => numbersIn(await shown(page)).at(-1) ?? 0, { timeout: 60_000 }).toBeGreaterThan(line)

/** Ends the flood; then all of it that is kept stands on the screen. */
async function expectAllOfIt(machine: TestMachine, page: Page): Promise<void> {
  machine.write('stop', '')
  await expect.poll(() => shown(page), { timeout: 60_000 }).toContain('flood-is-over\n')
  await expect(shell(page).locator('.terminal-host')).toHaveAttribute('aria-busy', 'false')
  await expect
    .poll(async () => numbersIn(await shown(page)).length, { timeout: 60_000 })
    .toBeGreaterThan(linesKept - 100)
  expectWhole(numbersIn(await shown(page)))
}

test('kill -9 of main in a flood: the shell goes on, and no line is missing when the app is back', async ({
  machine,
}) => {
  let page = await machine.start()
  await openShell(page)
  await enter(page, flood)
  for (const line of [500, 20_000]) {
    await floodReached(page, line)
    await machine.crash()
    page = await machine.start()
  }
  await floodReached(page, 40_000)
  await expectAllOfIt(machine, page)
})

test('kill -9 of the pty host in a flood: the last screen comes back without a gap, marked, and a new shell starts on it', async ({
  machine,
}) => {
  const page = await machine.start()
  await openShell(page)
  await enter(page, flood)
  await floodReached(page, 30_000)
  for (const pid of machine.processesWith('src/pty-host/main.ts')) process.kill(pid, 'SIGKILL')
  await expect(page.getByTestId('restart-shell')).toBeVisible({ timeout: 30_000 })
  const numbers = numbersIn(await shown(page))
  expect(numbers.length).toBeGreaterThan(200)
  expectWhole(numbers)
  machine.write('stop', '')
  await page.getByTestId('restart-shell').click()
  await shell(page).locator('.xterm').click()
  await enter(page, 'echo a new sh$(echo ell)')
  await expect.poll(() => shown(page)).toContain('a new shell\n')
  expectWhole(numbersIn(await shown(page)))
})

test('kill -9 of the page in a flood: the shell goes on, and no line is missing when the page is back', async ({
  machine,
}) => {
  const page = await machine.start()
  await openShell(page)
  await enter(page, flood)
  await floodReached(page, 20_000)
  await machine.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    Object.assign(globalThis, {
      isBack: new Promise((back) => contents?.once('did-finish-load', () => back(true))),
    })
  })
  for (const renderer of machine.processesWith('--type=renderer')) process.kill(renderer, 'SIGKILL')
  await machine.electron.evaluate(() => (globalThis as unknown as { isBack: Promise<boolean> }).isBack)
  const numbersBack = async () => numbersIn(await textOfNewPage(machine))
  await expect
    .poll(async () => (await numbersBack()).at(-1) ?? 0, { timeout: 60_000 })
    .toBeGreaterThan(25_000)
  machine.write('stop', '')
  await expect.poll(() => textOfNewPage(machine), { timeout: 60_000 }).toContain('flood-is-over\n')
  await expect
    .poll(async () => (await numbersBack()).length, { timeout: 60_000 })
    .toBeGreaterThan(linesKept - 100)
  expectWhole(await numbersBack())
})

test('a program that is suspended in a flood holds up nobody, and goes on without a gap', async ({
  machine,
}) => {
  needTime('a program that is suspended in a flood')
  const page = await machine.start()
  await openShell(page)
  await enter(page, `bash -c '${flood.replaceAll("'", '')}' stoppable`)
  const suspend = (signal: NodeJS.Signals): void => {
    for (const pid of machine.processesWith('stoppable')) process.kill(pid, signal)
  }
  await floodReached(page, 20_000)
  suspend('SIGTSTP') // as with Ctrl-Z, which would also throw away what the kernel holds
  await expect.poll(() => shown(page)).toMatch(/Stopped[^]*[$#]\s*$/)
  await enter(page, 'echo while-it-st$(echo ands)')
  await expect.poll(() => shown(page)).toContain('while-it-stands\n')
  await enter(page, 'fg')
  await floodReached(page, 30_000)

  suspend('SIGSTOP') // the shell notices as well
  await expect.poll(() => shown(page)).toMatch(/Stopped[^]*[$#]\s*$/)
  await enter(page, 'fg')
  await expectAllOfIt(machine, page)
})

test('what is typed while the screen is still being shown is typed, all of it and in order', async ({
  machine,
}) => {
  const page = await machine.start()
  await openShell(page)
  const pane = page.locator(`[data-pane="${await shell(page).getAttribute('data-pane')}"]`)
  const text = Array.from({ length: 40 }, (_, number) => `w${number}`).join('-')
  for (let round = 0; round < 2; round += 1) {
    await enter(page, `seq 1 60000; echo round-${round}-is-ov$(echo er)`)
    await page.keyboard.type(`echo ${text}-${round}`) // before, while and after the flood is shown
    await page.keyboard.press('Enter')
    await expect.poll(() => shown(page), { timeout: 30_000 }).toContain(`\n${text}-${round}\n`)
    await page.keyboard.press('Control+Shift+T') // away
    await expect(page.locator('.tabs [role=tab]')).toHaveCount(round + 2)
    await pane.waitFor({ state: 'detached' })
    await page.evaluate(pressWhenLeft, 'e') // in the moment in which neither pane has the keyboard
    await page.keyboard.press('Alt+1') // and back: it has the keyboard, and its screen is on its way
    await pane.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' })
    await page.keyboard.type(`cho back-${text}-${round}`)
    await page.keyboard.press('Enter')
    await expect.poll(() => shown(page), { timeout: 30_000 }).toContain(`\nback-${text}-${round}\n`)
  }
})

/** Playwright has lost a page that was killed; main has the one that was loaded for it. */
const textOfNewPage = (machine: TestMachine): Promise<string> =>
  machine.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const read = `document.querySelector('[data-kind="shell"] [data-testid^="terminal-"]')?.readText?.() ?? ''`
    return String(await contents?.executeJavaScript(read))
  })

/** In the page: presses a key, wherever the keyboard then is, as soon as what has it now is gone. */
function pressWhenLeft(key: string): void {
  const before = document.activeElement
  const observer = new MutationObserver(() => {
    if (before?.isConnected) return
    observer.disconnect()
    const keyCode = key.toUpperCase().charCodeAt(0)
    const press = new KeyboardEvent('keydown', { key, keyCode, bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(press)
  })
  observer.observe(document.body, { childList: true, subtree: true })
}
