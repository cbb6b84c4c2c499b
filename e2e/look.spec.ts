import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { playsLongStories } from '../src/testing/long-stories.ts'
import { buildDemo, DemoWindow } from './demo-window.ts'
import { whyNotCompared } from './drawn-alike.ts'
import { restPointer, surfaces } from './surfaces.ts'

// The page alone, with a scripted main: every state at once, in both themes, looked at by axe and by a camera.

const demo = new DemoWindow()
test.beforeAll(buildDemo)
test.afterEach(() => demo.close())

const laptop = { width: 1280, height: 800 }

/** No rule of WCAG 2.2 AA is broken by what is on screen. */
async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true) // Electron opens no second page for the report
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .exclude('.xterm') // the terminal's own DOM; its text is offered by its screen-reader mode
    .exclude('.palette-sample') // pictures of somebody else's colours
    .disableRules(what === 'menu' ? ['region'] : []) // a menu stands outside of all parts of a page
    .analyze()
  const told = violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
  expect.soft(told, what).toEqual([])
}

/** Pictured in the light theme as well: the colours are tokens, and these two have them all. */
const lightPictures: ReadonlySet<string> = new Set(['parts', 'window'])

for (const theme of ['dark', 'light'] as const) {
  test(`every surface is accessible, can be had by keyboard, and looks as it did (${theme})`, async () => {
    test.slow() // twenty surfaces, looked at closely
    const page = await demo.open(`scenario=empty&theme=${theme}`, laptop)
    const whyNot = await whyNotCompared(page, await demo.runtime())
    if (whyNot) console.log(`pictures are not compared: ${whyNot}`)
    await page.clock.setFixedTime('2026-03-04T14:05:00Z')
    const looked =
      theme === 'dark' || playsLongStories ? surfaces : surfaces.filter(({ name }) => lightPictures.has(name))
    for (const { name, scene, open, picture: part } of looked)
      await test.step(name, async () => {
        if (scene)
          await demo.go(
            page,
            scene === 'gallery' ? `gallery&theme=${theme}` : `scenario=${scene}&theme=${theme}`,
          )
        if (scene) await page.setViewportSize(await sizeOf(page, scene))
        if (scene) await restPointer(page)
        await open(page)
        await expectAccessible(page, name)
        const pictured = part ? page.locator(part).first() : page
        const isPictured = !whyNot && part !== null && (theme === 'dark' || lightPictures.has(name))
        if (isPictured) await expect.soft(pictured).toHaveScreenshot(`${name}-${theme}.png`)
      })
  })
}

/** The gallery is one long page. With room for all of it, it has no scrollbar, with which its lines would be other ones. */
async function sizeOf(page: Page, scene: string): Promise<{ width: number; height: number }> {
  if (scene !== 'gallery') return laptop
  await page.setViewportSize({ width: 1280, height: 8_000 })
  await page.locator('.split-row').first().waitFor()
  await page.evaluate(async () => void (await document.fonts.ready))
  const height = await page.locator('.gallery').evaluate((all) => {
    const end = Math.max(...[...all.children].map((part) => part.getBoundingClientRect().bottom))
    return Math.ceil(end + Number.parseFloat(getComputedStyle(all).paddingBottom))
  })
  return { width: 1280, height }
}

test('a key is given to an action, a taken one is refused by name, and the new one works', async () => {
  const page = await demo.open('scenario=family&theme=dark', laptop)
  await page.keyboard.press('Control+Shift+,')
  await page.getByTestId('settings-search').fill('sidebar')
  const key = page
    .getByTestId('key-toggle-sidebar')
    .getByRole('button', { name: /^Show or hide the sidebar:/ })
    .last()
  await key.click()
  await page.keyboard.press('Control+Shift+N')
  await expect(page.getByRole('alert')).toContainText('taken: Start an agent')
  await page.keyboard.press('F9')
  await expect(key).toHaveText('F9')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tree').first()).toBeVisible()
  await page.keyboard.press('F9')
  await expect(page.getByRole('tree')).toHaveCount(0)
})
