import { expect, type Page } from '@playwright/test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { WindowSettings } from '../src/shared/domain/window-settings.ts'
import { terminalText, TestMachine } from './app.ts'
import { needTime, test } from './machine.ts'
import { recordNotifications } from './notifications.ts'

// What a person does to the window and with it, in the real app: sizes, readers, quiet, files, letters, order, sign-in.

/** Finds a setting as a person does: on the page of settings, by words of its name. */
async function openSetting(page: Page, words: string, name: keyof WindowSettings) {
  await page.keyboard.press('Control+Shift+,')
  await page.getByTestId('settings-search').fill(words)
  return page.getByTestId(`setting-${name}`)
}

const closeSettings = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape')
  await page.getByTestId('settings').waitFor({ state: 'detached' })
}

const drop = async (page: Page, selector: string, files: readonly string[]): Promise<void> => {
  const box = await page.locator(selector).first().boundingBox()
  if (!box) throw new Error(`${selector} is not on screen`)
  const session = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      ...{ type, ...at },
      data: { items: [], files: [...files], dragOperationsMask: 1 },
    })
  await session.detach()
}

test('sizes, a screen reader and dropped files: each does what it says, at once and after a restart', async ({
  machine,
}) => {
  const page = await machine.start()
  await page.getByTestId('open-shell-empty').click()
  const pane = page.locator('[data-testid^="pane-"]').first()
  await expect.poll(() => terminalText(pane)).toMatch(/[$#] ?$/m)

  await test.step('a file that is dropped is pasted as one quoted word, and nothing is sent', async () => {
    const file = machine.write('a picture of it.png', 'x')
    await drop(page, '.file-drop', [file])
    await expect.poll(() => terminalText(pane)).toContain(file.replaceAll(' ', '\\ '))
    await page.keyboard.press('Home')
    await page.keyboard.type('ls -l ')
    await page.keyboard.press('Enter')
    await expect.poll(() => terminalText(pane)).toContain('a picture of it.png')
    await expect.poll(() => terminalText(pane)).not.toContain('No such file')
  })

  await test.step('everything grows, and the text of terminals by itself', async () => {
    const factor = () =>
      machine.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((one) => one.webContents.getZoomFactor()),
      )
    expect(await factor()).toEqual([1])
    const zoom = (await openSetting(page, 'size of everything', 'zoomPercent')).getByRole('spinbutton')
    await zoom.fill('150')
    await zoom.press('Enter')
    await expect.poll(factor).toEqual([1.5])
    await zoom.fill('400')
    await zoom.press('Enter')
    await expect(page.getByTestId('setting-zoomPercent').getByRole('alert')).toBeVisible()
    expect(await factor()).toEqual([1.5])
    await closeSettings(page)
    /** Rows and columns, as the shell knows them. */
    const size = async (mark: string): Promise<string> => {
      await pane.locator('.xterm').click()
      await page.keyboard.type(`echo ${mark} $(stty size)\n`)
      const told = new RegExp(`^${mark} (\\d+ \\d+)$`, 'm')
      await expect.poll(() => terminalText(pane)).toMatch(told)
      return told.exec(await terminalText(pane))?.[1] ?? ''
    }
    const before = await size('before')
    const text = (await openSetting(page, 'text size in terminals', 'fontSize')).getByRole('spinbutton')
    await text.fill('20')
    await text.press('Enter')
    await closeSettings(page)
    let looks = 0
    await expect.poll(() => size(`look${(looks += 1)}`)).not.toBe(before)
  })

  await test.step('a screen reader finds the text of a terminal when it is asked for', async () => {
    const lines = page.locator('.xterm-accessibility-tree [role="listitem"]')
    await expect(lines).toHaveCount(0)
    await (await openSetting(page, 'screen reader', 'screenReader')).getByRole('switch').click()
    await closeSettings(page)
    await expect(lines.filter({ hasText: 'a picture of it.png' }).first()).toBeAttached()
    await pane.locator('.xterm').click()
    await page.keyboard.type('echo read me\n')
    await expect(lines.filter({ hasText: 'read me' }).first()).toBeAttached()
  })

  expect(JSON.parse(machine.read('data/settings.json')).data).toMatchObject({
    ...{ zoomPercent: 150, fontSize: 20, screenReader: true },
  })
  await machine.quit()
  const again = await machine.start()
  await expect
    .poll(() =>
      machine.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((one) => one.webContents.getZoomFactor()),
      ),
    )
    .toEqual([1.5])
  await expect(
    again.locator('.xterm-accessibility-tree [role="listitem"]', { hasText: 'read me' }).first(),
  ).toBeAttached()
})

test('quiet hours and silence are kept, what happened is exported, letters are found, families stand as they were put', async ({
  machine,
}) => {
  needTime('quiet hours, an export and the order of families')
  const page = await machine.start()
  await page.getByTestId('start-agent').first().waitFor()
  await expect.poll(() => machine.processesWith('src/worker/main.ts').length).toBe(1) // all is up
  const told = await recordNotifications(machine)
  const row = (name: string) => page.getByTestId(`agent-${name}`)
  /** Fails when nobody looks at its pane. */
  const failing = async (name: string): Promise<void> => {
    const fails = `until [ -e ${machine.home}/${name} ]; do sleep 0.1; done; exit 3`
    machine.cli('run', 'start', '--name', name, '--local', '--', 'sh', '-c', fails)
    await expect(row(name)).toHaveAttribute('data-state', 'working')
    await page.keyboard.press('Control+Shift+T')
    await expect(page.locator('[data-testid^="pane-"][data-agent]')).toHaveCount(0)
    machine.write(name, '')
    await expect(row(name)).toHaveAttribute('data-state', 'failed')
  }
  const setQuietHours = async (hours: string): Promise<void> => {
    const field = (await openSetting(page, 'quiet hours', 'quietHours')).getByRole('textbox')
    await field.fill(hours)
    await field.press('Enter')
    await closeSettings(page)
    await expect.poll(() => machine.read('data/settings.json')).toContain(`"quietHours": "${hours}"`)
  }

  await test.step('in quiet hours nobody is called; afterwards one is, without a sound where it was chosen so', async () => {
    const hour = (more: number): string =>
      `${String((new Date().getHours() + 24 + more) % 24).padStart(2, '0')}:00`
    await setQuietHours(`${hour(-1)}-${hour(2)}`)
    await failing('hushed')
    await setQuietHours('')
    await (await openSetting(page, 'with a sound', 'notifySound')).getByRole('switch').click()
    await closeSettings(page)
    await failing('heard')
    await expect.poll(told).toEqual([expect.stringContaining('shown silently: heard failed')])
  })

  await test.step('what is listed is written into a file, an entry a line', async () => {
    const file = join(machine.home, 'what happened.jsonl')
    await machine.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    await row('heard').click()
    await expect(page.locator('[data-agent="heard"] .xterm-helper-textarea')).toBeFocused()
    await page.getByTestId('activity-search').fill('heard failed')
    await expect(page.getByTestId('activity-count')).toHaveText('1')
    await page.getByTestId('activity-export').click()
    await expect.poll(() => machine.read('what happened.jsonl')).not.toBe('')
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines.map((one) => JSON.parse(one))).toEqual([
      expect.objectContaining({ kind: 'failed', title: 'heard failed', why: expect.stringContaining('3') }),
    ])
  })

  await test.step('letters are found by their words', async () => {
    const { run_id } = await machine.run('heard')
    for (const [subject, body] of [
      ['routes', 'the cart has three'],
      ['lunch', 'at noon'],
    ] as const)
      machine.cli('message', 'send', '--to', run_id, '--subject', subject, '--body', body)
    await page.keyboard.press('Control+Shift+I')
    await expect(page.locator('.letter')).toHaveCount(2)
    await page.getByTestId('inbox-search').fill('cart three')
    await expect(page.locator('.letter')).toHaveCount(1)
    await expect(page.locator('.letter')).toContainText('routes')
    await page.getByTestId('inbox-search').fill('supper')
    await expect(page.getByRole('region', { name: 'Letters' })).toContainText('No letter has these words')
  })

  await test.step('families stand as they are dragged, or moved by key, and in one line each', async () => {
    const stays = `until [ -e ${machine.home}/over ]; do sleep 0.1; done`
    for (const name of ['one', 'two']) {
      machine.cli('run', 'start', '--name', name, '--local', '--', 'sh', '-c', stays)
      await expect(row(name)).toHaveAttribute('data-state', 'working')
    }
    const names = async (): Promise<readonly string[]> => {
      const all = await page.locator('[role="treeitem"] .agent-name').allTextContents()
      return all.filter((name) => ['one', 'two'].includes(name))
    }
    const rest = () => page.mouse.move(700, 500)
    await rest()
    await expect.poll(names).toEqual(['one', 'two'])
    await row('two').dragTo(row('one'))
    await rest()
    await expect.poll(names).toEqual(['two', 'one'])
    await row('two').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(names).toEqual(['one', 'two'])
    const tall = (await row('one').boundingBox())?.height ?? 0
    await (await openSetting(page, 'compact sidebar', 'compactSidebar')).getByRole('switch').click()
    await closeSettings(page)
    await expect.poll(async () => (await row('one').boundingBox())?.height ?? tall).toBeLessThan(tall * 0.75)
    const { data } = JSON.parse(machine.read('data/settings.json'))
    expect(data).toMatchObject({ sidebarOrder: 'manual', compactSidebar: true })
    expect(data.familyOrder.length).toBeGreaterThanOrEqual(2)
    machine.write('over', '')
    await expect(row('two')).toHaveAttribute('data-state', 'dormant')
  })
})

/** An agent program that is installed, and says that nobody is signed in until the file `signed-in` is there. */
function installClaude(machine: TestMachine): void {
  mkdirSync(join(machine.home, 'bin'), { recursive: true })
  const says = (isIn: boolean) => `echo '{"loggedIn": ${isIn}}'`
  const script = `#!/bin/sh
case "$1" in
  --version) echo "2.1.330 (Claude Code)" ;;
  auth) if [ -e "$HOME/signed-in" ]; then ${says(true)}; else ${says(false)}; exit 1; fi ;;
esac
`
  writeFileSync(join(machine.home, 'bin/claude'), script, { mode: 0o755 })
}

test('the start dialog says who is signed in, and sees what was installed and signed in meanwhile', async () => {
  const home = TestMachine.newHome()
  const machine = new TestMachine(
    { PATH: `${join(home, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` },
    home,
  )
  const page = await machine.start()
  const card = page.getByTestId('start-harness-claude')
  const look = async (): Promise<void> => {
    await page.getByTestId('start-agent').first().click()
    await card.waitFor()
  }
  const close = async (): Promise<void> => {
    await page.keyboard.press('Escape')
    await card.waitFor({ state: 'detached' })
  }
  await look()
  await expect(card).toContainText('not on the PATH')
  await close()

  installClaude(machine)
  await look()
  await expect(card).toContainText('2.1.330 · not signed in')
  await card.click()
  await expect(page.getByTestId('harness-sign-in')).toContainText(
    'run `claude` once in a terminal and sign in',
  )
  await close()

  machine.write('signed-in', '')
  await look()
  await expect(card).toContainText('2.1.330 · signed in')
  await expect(page.getByTestId('harness-sign-in')).toHaveCount(0)
  await close()
  expect(await machine.dispose(), 'processes left behind').toEqual([])
})
