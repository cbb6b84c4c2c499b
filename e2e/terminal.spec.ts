import { expect, type Locator, type Page } from '@playwright/test'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { terminalText, type TestMachine } from './app.ts'
import { changeWindowSettings } from './change-settings.ts'
import { test } from './machine.ts'

const shells = (page: Page) => page.locator('[data-kind="shell"]')

/** A shell that has shown its prompt. */
async function openShell(page: Page): Promise<void> {
  await expect(page.getByTestId('start-agent')).toBeVisible()
  const tabs = page.locator('.tabs [role=tab]')
  const open = await tabs.count()
  await page.keyboard.press('Control+Shift+T')
  await expect(tabs).toHaveCount(open + 1) // until then the prompt that is shown is another tab's
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
  // a program that asks for it can tell Shift+Enter from Enter
  const ask = "printf '\\033[>1u'; read -rsn7 key; printf '\\033[<u'; printf 'key %s\\n' \"$key\" | cat -v"
  await enter(page, `echo asks-for-$(echo it); ${ask}`)
  await expect.poll(() => terminalText(shells(page).first())).toMatch(/\nasks-for-it$/)
  await page.keyboard.press('Shift+Enter')
  await expect.poll(() => terminalText(shells(page).first())).toContain('key ^[[13;2u\n')
  // who asks for the ground it stands on is told the one that is seen
  const askGround = `printf '\\033]11;?\\033\\\\'; IFS= read -rs -d '\\' told; printf 'ground %s\\n' "\${told#*;}" | cat -v`
  const ground = async (theme: 'dark' | 'light', colour: string): Promise<void> => {
    changeWindowSettings(machine, { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await enter(page, askGround)
    await expect.poll(() => terminalText(shells(page).first())).toContain(`ground rgb:${colour}`)
  }
  await ground('light', 'ffff/ffff/ffff')
  await ground('dark', '0b0b/0e0e/1313')
  // what stops xterm (it throws, or does it two thousand million times) stops nobody here
  const [last, most] = ['\\033[?1049h\\033[999;999H\\033[1J\\033[?1049l', '\\033[2147483647']
  await enter(page, `printf '${last}${most}Lx${most}b${most}I'; clear; echo goes-$(echo on)`)
  await expect.poll(() => terminalText(shells(page).first())).toMatch(/^goes-on\n/)
  // what is typed while a new one comes is for the new one
  await page.keyboard.press('Control+Shift+D')
  await page.keyboard.type('echo typed-$((20 + 3))')
  await page.keyboard.press('Enter')
  await expect(shells(page)).toHaveCount(2)
  await expect.poll(() => terminalText(shells(page).last())).toContain('\ntyped-23')
  expect(await terminalText(shells(page).first())).not.toContain('typed-')
  // a pane that was clicked is split by the next key, and one key after the other splits what the one before has made
  await shells(page).first().locator('.xterm').click()
  for (const key of ['Control+Shift+D', 'Control+Shift+E', 'Control+Shift+D']) await page.keyboard.press(key)
  await expect(shells(page)).toHaveCount(4)
  await expect(page.getByText('Could not split the pane')).toBeVisible() // an eighth of the width is of no use
  const right = (await shells(page).last().boundingBox())?.width ?? 0
  expect((await shells(page).first().boundingBox())?.width ?? 0).toBeLessThan(right)
  for (const left of [3, 2, 1]) {
    if (left === 1) await shells(page).last().locator('.xterm').click()
    await page.keyboard.press('Control+Shift+W')
    await expect(shells(page)).toHaveCount(left)
  }
  expect(await terminalText(shells(page).first())).toContain('goes-on')
})

test('a flood of output loses nothing, Ctrl-C ends it, and a hidden pane comes back exactly', async ({
  machine,
}) => {
  const page = await machine.start()
  await openShell(page)
  await page.keyboard.type('seq 1 20000; echo flood-is-ov$(echo er)')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => terminalText(shells(page).first()), { timeout: 30_000 })
    .toContain('flood-is-over\n')
  await expectWhole(shells(page).first())
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
  await page.keyboard.type('echo quiet-aga$(echo in)')
  await page.keyboard.press('Enter')
  await expect.poll(() => terminalText(shells(page).first())).toContain('quiet-again\n')
  await expectWhole(shells(page).first())
  const before = await terminalText(shells(page).first())
  await openShell(page) // another tab: the first one's page side is gone
  await countBlanks(page)
  await page.keyboard.press('Alt+1')
  await expect
    .poll(async () => (await terminalText(shells(page).first())).slice(-2_000))
    .toBe(before.slice(-2_000))
  await expectWhole(shells(page).first())
  await expect(page.locator('html')).toHaveAttribute('data-blanks', '0') // once it shows something it always does
})

/** Counts how often a terminal that showed something shows nothing. */
const countBlanks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const full = new WeakSet<Element>()
    let blanks = 0
    new MutationObserver(() => {
      for (const rows of document.querySelectorAll('.xterm-rows')) {
        const isFull = /\S/.test(rows.textContent)
        if (isFull) full.add(rows)
        else if (full.has(rows)) blanks += 1
      }
      document.documentElement.dataset['blanks'] = String(blanks)
    }).observe(document.body, { childList: true, subtree: true })
  })

/** What is on the screen is shown first, what scrolled out of it a moment later: until then the pane is busy. */
const expectWhole = (pane: Locator): Promise<void> =>
  expect(pane.locator('.terminal-host')).toHaveAttribute('aria-busy', 'false')

/** Types a line into the terminal that has the keyboard. */
async function enter(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

const text = (pane: Locator): Promise<string> => terminalText(pane)
const focused = (page: Page): Locator => page.locator('[data-kind="shell"][data-focused="true"]')
const order = (page: Page): Promise<string[]> =>
  shells(page).evaluateAll((panes) =>
    panes
      .map((pane) => ({ pane, box: pane.getBoundingClientRect() }))
      .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
      .map(({ pane }) => pane.getAttribute('data-pane') ?? ''),
  )

/** An editor that writes down what it was asked to open. */
function installEditor(machine: TestMachine): void {
  const bin = join(machine.home, 'bin')
  mkdirSync(bin)
  const told = join(machine.home, 'told')
  const script = machine.write(
    'bin/code',
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${told}.new\nmv ${told}.new ${told}\n`,
  )
  chmodSync(script, 0o700)
}

test('panes are moved, zoomed, closed and brought back with what runs in them, by mouse and by keyboard', async ({
  machine,
}) => {
  const page = await machine.start()
  await openShell(page)
  await enter(page, 'NAME=first')
  await page.keyboard.press('Control+Shift+D')
  await expect(shells(page)).toHaveCount(2)
  await expect.poll(() => text(focused(page))).toMatch(/[$#]\s*$/)
  const [left = '', right = ''] = await order(page)

  await page.keyboard.press('Control+Alt+Shift+ArrowLeft')
  await expect.poll(() => order(page)).toEqual([right, left])
  await page.keyboard.press('Control+Shift+Enter')
  await expect(shells(page)).toHaveCount(1)
  await page.keyboard.press('Control+Shift+Enter')
  await expect(shells(page)).toHaveCount(2)

  // dragged by its header onto the lower edge of the other
  const header = page.locator(`[data-pane="${right}"]`).getByTestId('pane-header')
  await header.hover()
  await page.mouse.down()
  const other = await page.locator(`[data-pane="${left}"]`).boundingBox()
  if (!other) throw new Error('the pane has no place')
  await page.mouse.move(other.x + other.width / 2, other.y + other.height / 2, { steps: 4 })
  await page.mouse.move(other.x + other.width / 2, other.y + other.height - 12, { steps: 4 })
  await expect(page.locator('.drop-mark[data-side="down"]')).toBeVisible()
  await page.mouse.up()
  await expect.poll(() => order(page)).toEqual([left, right])

  await page.locator(`[data-pane="${left}"] .xterm`).click()
  await enter(page, 'sh -c "echo begun; sleep 1000"')
  await expect.poll(() => text(focused(page))).toMatch(/\nbegun$/)
  await page.keyboard.press('Control+Shift+W')
  await expect(page.getByTestId('close-dialog')).toContainText(/sh|sleep/)
  await page.getByTestId('confirm').click()
  await expect(shells(page)).toHaveCount(1)
  await page.keyboard.press('Control+Shift+Z')
  await expect(shells(page)).toHaveCount(2)
  await expect.poll(() => order(page)).toEqual([left, right])
  await page.keyboard.press('Control+C')
  await enter(page, 'echo still-$NAME')
  await expect.poll(() => text(focused(page))).toContain('still-first')

  await enter(page, 'exit 3')
  await expect(page.getByTestId('exit')).toContainText('exit code 3')
  await page.getByTestId('restart-shell').click()
  await expect(page.getByTestId('exit')).toHaveCount(0)
  await page.locator(`[data-pane="${left}"] .xterm`).click()
  await enter(page, 'echo new-sh$(echo ell)')
  await expect.poll(() => text(focused(page))).toContain('new-shell')
})

test('a shell tells of its commands and where it is; paths and addresses are links; search begins at the newest', async ({
  machine,
}) => {
  installEditor(machine)
  machine.write('.bash_profile', 'export PATH="$HOME/bin:$PATH"\n') // read by login shells only: the app asks one
  machine.write('.bashrc', 'PS1="ready> "\n')
  mkdirSync(join(machine.workDirectory, 'src'))
  const page = await machine.start()
  await expect(page.getByTestId('start-agent')).toBeVisible()
  await page.keyboard.press('Control+Shift+T')
  const shell = shells(page).first()
  await expect.poll(() => text(shell)).toMatch(/ready>\s*$/)
  await enter(page, `cd ${machine.workDirectory} && touch 'src/a b.ts' src/main.ts`)
  await enter(page, 'printf "one\\ntwo two\\n"')
  await expect.poll(() => text(shell)).toMatch(/two two\nready>\s*$/)

  await enter(page, "printf '\\033]9;4;1;60\\007'; (sleep 1; printf '\\a') &")
  await expect(page.getByTestId('tab-progress')).toHaveAttribute('aria-valuenow', '60')
  await enter(page, 'printf "one\\ntwo two\\n"')
  await page.keyboard.press('Control+Shift+T')
  await expect(page.locator('.tabs [role=tab]')).toHaveCount(2)
  await expect(page.getByTestId('tab-bell')).toHaveCount(1)
  await page.keyboard.press('Alt+1') // the page has all of it from a replay now
  await expect(page.getByTestId('tab-bell')).toHaveCount(0)
  await expect.poll(() => text(shell)).toMatch(/two two\nready>\s*$/)
  await page.keyboard.press('Control+Shift+O')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('one\ntwo two')

  await page.keyboard.press('Control+Shift+D')
  await expect(shells(page)).toHaveCount(2)
  await expect.poll(() => text(focused(page))).toMatch(/ready>\s*$/)
  await enter(page, 'pwd')
  await expect.poll(() => text(focused(page))).toContain(`pwd\n${machine.workDirectory}\n`)

  await page.keyboard.press('Control+Shift+F')
  await page.getByTestId('find-input').fill('ready')
  await expect(page.getByTestId('find-count')).toHaveText('1 of 2')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('find-count')).toHaveText('2 of 2')
  await page.keyboard.press('Escape')
  await expect(page.locator('.xterm-selection div')).toHaveCount(0)

  await enter(page, 'clear; echo src/main.ts:12:5 bad')
  await expect.poll(() => text(focused(page))).toMatch(/main.ts:12:5 bad\nready>\s*$/)
  const screen = await focused(page).locator('.xterm-screen').boundingBox()
  if (!screen) throw new Error('the terminal has no place')
  await page.mouse.move(screen.x + 40, screen.y + 8)
  await page.keyboard.down('Control')
  await expect
    .poll(async () => {
      await page.mouse.move(screen.x + 41, screen.y + 9)
      await page.mouse.move(screen.x + 40, screen.y + 8)
      await page.mouse.click(screen.x + 40, screen.y + 8)
      return machine.read('told')
    })
    .toBe(`-g\n${machine.workDirectory}/src/main.ts:12:5\n`)
  await page.keyboard.up('Control')
})
