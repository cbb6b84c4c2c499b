import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { buildDemo, DemoWindow } from './demo-window.ts'

// The page alone, with a scripted main: every state at once, in both themes, looked at by axe and by a camera. The
// pictures in docs/screenshots are made with REVEILLE_SHOTS=1.

const demo = new DemoWindow()
test.beforeAll(buildDemo)
test.afterEach(() => demo.close())

const laptop = { width: 1280, height: 800 }
const isPicturing = process.env['REVEILLE_SHOTS'] === '1'

/** No rule of WCAG 2.2 AA is broken by what is on screen. */
async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true) // Electron opens no second page for the report
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .exclude('.xterm') // the terminal's own DOM; its text is offered by its screen-reader mode
    .analyze()
  const told = violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
  expect(told, what).toEqual([])
}

async function picture(page: Page, name: string): Promise<void> {
  if (isPicturing) await page.screenshot({ path: `docs/screenshots/${name}.png` })
}

for (const theme of ['dark', 'light'] as const) {
  test(`every surface is accessible and can be had by keyboard (${theme})`, async () => {
    const page = await demo.open(`scenario=many&theme=${theme}`, laptop)
    await expect(page.getByTestId('pill-blocked-agent')).toBeVisible()
    await expectAccessible(page, 'the window with an agent in each state')
    await page.keyboard.press('Control+Shift+I')
    await expect(page.getByTestId('side-inbox')).toHaveAttribute('aria-selected', 'true')
    await expectAccessible(page, 'the inbox')
    await page.keyboard.press('Control+Shift+G')
    await expect(page.getByText('src/cart/routes.ts')).toBeVisible()
    await page.getByRole('button', { name: /added line 13/ }).click()
    await page.getByPlaceholder('What should be different here?').fill('and a test for it?')
    await page.keyboard.press('Enter')
    await expectAccessible(page, 'the changes, with a comment')
    await page.getByTestId('send-comments').click()
    await expect(page.getByTestId('send-comments')).toHaveCount(0)
    await page.keyboard.press('Control+Shift+P')
    await expect(page.getByTestId('palette')).toBeVisible()
    await expectAccessible(page, 'the palette')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+N')
    await expect(page.getByTestId('start-agent-dialog')).toBeVisible()
    await expectAccessible(page, 'the start dialog')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+,')
    await expect(page.getByTestId('settings')).toBeVisible()
    await expectAccessible(page, 'the settings')
    await page.getByRole('button', { name: 'Keys', exact: true }).click()
    await expectAccessible(page, 'the keys')
  })

  test(`the first run and the parts of the design are accessible (${theme})`, async () => {
    const page = await demo.open(`scenario=empty&theme=${theme}`, laptop)
    await expect(page.getByTestId('start-agent-empty')).toBeVisible()
    await expectAccessible(page, 'the first run')
    await picture(page, `first-run-${theme}`)
    await demo.close()
    const gallery = await demo.open(`gallery&theme=${theme}`, { width: 1280, height: 900 })
    await expectAccessible(gallery, 'the gallery')
    await picture(gallery, `parts-${theme}`)
  })
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
