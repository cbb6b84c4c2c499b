import { expect, test, type Page } from '@playwright/test'
import { fakeAgent } from '../src/testing/fake-app/fake-agent.ts'
import { buildDemo, DemoWindow } from './demo-window.ts'

// The page alone, with a scripted main: what a person can reach, and what stays as they left it.

const demo = new DemoWindow()
test.beforeAll(buildDemo)
test.afterEach(() => demo.close())

const laptop = { width: 1280, height: 800 }

type Console = {
  fakeMain: {
    drawn: readonly boolean[]
    change: (part: object) => void
    changeAgentNamed: (name: string, change: object) => void
  }
}

/** What has the keyboard, by the part of the window in which it is. */
const regionInUse = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region'])
const pillNames = (page: Page): Promise<string[]> =>
  page.locator('.pill .pill-name').evaluateAll((all) => all.map((one) => one.textContent))
const changeAgent = (page: Page, name: string, change: object): Promise<void> =>
  page.evaluate((one) => (globalThis as unknown as Console).fakeMain.changeAgentNamed(one.name, one.change), {
    name,
    change,
  })

test('main hears once that the view is drawn, when it is and not before: what competes with it begins then', async () => {
  const page = await demo.open('scenario=twenty&theme=dark', laptop)
  await page.locator('.xterm').first().waitFor()
  const drawn = () => page.evaluate(() => (globalThis as unknown as Console).fakeMain.drawn)
  await expect.poll(drawn).toEqual([true])
})

test('from a terminal F6 goes round all parts of the window and comes back to it, both ways', async () => {
  const page = await demo.open('scenario=twenty&theme=dark', laptop)
  await page.locator('.xterm').first().waitFor()
  await page.locator('.xterm').first().click()
  const round: (string | undefined)[] = []
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('F6')
    round.push(await regionInUse(page))
  }
  expect(round).toEqual(['activity', 'header', 'sidebar', 'pills', 'panes'])
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('xterm-helper-textarea')
  await page.keyboard.press('Shift+F6')
  expect(await regionInUse(page)).toBe('pills')
  await page.keyboard.press('Shift+F6')
  expect(await regionInUse(page)).toBe('sidebar')
})

test('a question is found, read and answered without the mouse', async () => {
  const page = await demo.open('scenario=twenty&theme=dark', laptop)
  await page.locator('.xterm').first().waitFor()
  await page.keyboard.press('Control+Shift+J')
  await expect(page.locator('.pane[data-focused="true"]')).toHaveAttribute('data-agent', 'docs')
  await page.keyboard.press('Control+Shift+I')
  await page.keyboard.press('F6')
  const allow = page.getByRole('button', { name: 'Allow once' }).first()
  for (
    let steps = 0;
    steps < 20 && !(await allow.evaluate((one) => one === document.activeElement));
    steps += 1
  )
    await page.keyboard.press('Tab')
  await expect(allow).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('agent-docs')).not.toContainText('needs you')
})

test('pills keep their places while the pointer is on them, and take the order of need when it leaves', async () => {
  const page = await demo.open('scenario=family&theme=dark', laptop)
  const before = await pillNames(page)
  const last = before.at(-1) ?? ''
  await page.locator('.pill').nth(1).hover()
  await changeAgent(page, last, { status: 'blocked', detail: 'run rm -r build?' })
  await expect(page.getByTestId(`pill-${last}`)).toContainText('needs you')
  expect(await pillNames(page)).toEqual(before)
  await page.mouse.move(640, 500)
  await expect.poll(async () => (await pillNames(page)).indexOf(last)).toBeLessThan(before.length - 1)
})

test('two hundred agents: few rows are drawn, the keyboard reaches the last, words find one', async () => {
  const page = await demo.open('scenario=family&theme=dark', laptop)
  const now = Date.now()
  const idOf = (index: number) => fakeAgent({ now, number: index + 1, name: '' }).conversationId
  const agents = Array.from({ length: 200 }, (_, index) =>
    fakeAgent({
      ...{ now, number: index + 1, name: `agent-${index + 1}`, status: 'working' },
      parentId: index % 10 === 0 ? null : idOf(index - (index % 10)),
    }),
  )
  await page.evaluate((all) => (globalThis as unknown as Console).fakeMain.change({ agents: all }), agents)
  await expect(page.getByRole('tree')).toContainText('agent-1')
  expect(await page.getByRole('treeitem').count()).toBeLessThan(50)
  await page.getByRole('treeitem').first().focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('treeitem').last()).toBeFocused()
  expect(await page.getByRole('treeitem').last().getAttribute('aria-setsize')).not.toBeNull()
  await page.getByTestId('sidebar-filter').fill('agent-137')
  await expect(page.getByRole('treeitem')).toHaveText([/^Families/, /^agent-131/, /^agent-137/])
})

for (const [what, size, scale] of [
  ['the smallest window', { width: 720, height: 480 }, 1],
  ['text of twice the size in a laptop’s window', { width: 640, height: 400 }, 2],
] as const)
  test(`nothing is cut off at the sides: ${what}`, async () => {
    const page = await demo.open('scenario=twenty&theme=light', size, scale)
    await page.locator('.xterm').first().waitFor()
    expect(await beyondTheEdge(page)).toEqual([])
    for (const key of ['Control+Shift+N', 'Control+Shift+,', 'Control+Shift+P', 'Control+Shift+M']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      expect(await beyondTheEdge(page), key).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })

test('what is pressed right after the key of a dialog is the dialog’s, before anything was drawn', async () => {
  const page = await demo.open('scenario=twenty&theme=dark', laptop)
  await page.locator('.xterm').first().waitFor()
  for (const key of ['N', ',', 'P', 'M']) {
    await expect.poll(() => regionInUse(page)).toBe('panes')
    expect(await page.evaluate(focusAfter, key), key).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
})

/** Whether a dialog has the keyboard when a key has been pressed with Ctrl+Shift, and no frame has passed. */
async function focusAfter(key: string): Promise<boolean> {
  const code = key === ',' ? 'Comma' : `Key${key}`
  const pressed = { key, code, ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true }
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', pressed))
  await Promise.resolve()
  return document.activeElement?.closest('[role="dialog"]') !== null
}

/** Buttons and fields that stand partly outside of the window, where nothing scrolls to them. */
const beyondTheEdge = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (one: Element | null): boolean =>
      one !== null &&
      (/auto|scroll|hidden/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement))
    return [...document.querySelectorAll('button, input, textarea, [role="tab"]')]
      .filter((one) => !one.closest('.xterm') && !scrolls(one.parentElement))
      .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect()
        return width > 1 && (left < -1 || right > innerWidth + 1)
      })
      .map((one) => one.getAttribute('aria-label') ?? one.textContent)
  })

test('with reduced motion nothing moves by itself', async () => {
  const page = await demo.open('scenario=cloud&theme=dark', laptop)
  const moving = () =>
    page.evaluate(
      () =>
        document
          .getAnimations()
          .filter(
            (one) =>
              (one.effect?.getComputedTiming().iterations ?? 1) === Infinity && one.playState === 'running',
          ).length,
    )
  await expect.poll(moving).toBeGreaterThan(0)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect.poll(moving).toBe(0)
})

test('what changes is told to those who do not see it: who needs a person is read out', async () => {
  const page = await demo.open('scenario=family&theme=dark', laptop)
  const told = page.locator('[aria-live="polite"].visually-hidden')
  await changeAgent(page, 'api', { status: 'blocked', detail: 'run npm publish?' })
  await expect(told.filter({ hasText: 'api' })).toContainText('needs you')
})

test('a window with shells alone says where agents will be, and starts the first from there', async () => {
  const page = await demo.open('scenario=empty&theme=dark', laptop)
  await page.keyboard.press('Control+Shift+T')
  const sidebar = page.getByRole('complementary', { name: 'Agents' })
  await expect(sidebar).toContainText('There is none yet')
  await sidebar.getByRole('button', { name: /Start an agent/ }).click()
  await expect(page.getByRole('dialog')).toContainText('Start an agent')
})
