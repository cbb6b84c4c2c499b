import type { Page } from '@playwright/test'

/** Something that a person can have before them, and the way to it. */
export type Surface = {
  readonly name: string
  /** Where it begins; null goes on from the surface before it. */
  readonly scene: string | null
  readonly open: (page: Page) => Promise<void>
  /** What of it is pictured; the whole window where nothing is named, nothing where it is null. */
  readonly picture?: string | null
}

const dialog = '[role="dialog"]'
const beside = '.side'

/** Where the pointer lies on nothing. */
export const restPointer = (page: Page): Promise<void> => page.mouse.move(640, 795)
const nothing = async (): Promise<void> => {}
const press =
  (...keys: readonly string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
const part = (name: string) => async (page: Page) =>
  page.getByTestId('settings').getByRole('button', { name, exact: true }).click()

/** Another dialog, in place of the one before it. */
const next =
  (...keys: readonly string[]) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await press(...keys)(page)
    await page.getByRole('dialog').waitFor()
  }

/** All surfaces of the window, in an order in which one leads to the next. */
export const surfaces: readonly Surface[] = [
  { name: 'parts', scene: 'gallery', open: nothing },
  { name: 'first-run', scene: 'empty', open: nothing },
  { name: 'all-closed', scene: 'closed', picture: 'main', open: nothing },
  { name: 'trouble', scene: 'trouble', open: nothing },
  { name: 'cloud', scene: 'cloud', open: nothing },
  { name: 'window', scene: 'twenty', open: nothing },
  {
    name: 'card',
    scene: null,
    picture: null, // it closes when the camera scrolls to it; the parts have it
    open: async (page) => {
      await page.getByTestId('pill-docs').hover()
      await page.locator('.hover-card').waitFor()
    },
  },
  {
    name: 'menu',
    scene: null,
    picture: '[role="menu"]',
    open: async (page) => {
      await restPointer(page)
      await page.locator('.hover-card').waitFor({ state: 'detached' })
      await page.getByTestId('agent-docs').click({ button: 'right' })
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'inbox',
    scene: null,
    picture: beside,
    open: async (page) => {
      await page.keyboard.press('Escape')
      await restPointer(page)
      await page.keyboard.press('Control+Shift+I')
      await page.locator('.thread').first().waitFor()
    },
  },
  {
    name: 'changes',
    scene: null,
    picture: beside,
    open: async (page) => {
      await page.keyboard.press('Control+Shift+G')
      await page.getByRole('button', { name: /added line 13/ }).click()
      await page.getByPlaceholder('What should be different here?').fill('and a test for it?')
      await page.keyboard.press('Enter')
      await page.getByTestId('send-comments').waitFor()
    },
  },
  {
    name: 'changes-large',
    scene: null,
    picture: dialog,
    open: async (page) => {
      await page.getByTestId('changes-large').click()
      await restPointer(page)
      await page.locator('.split-row').first().waitFor()
    },
  },
  { name: 'palette', scene: null, picture: dialog, open: next('Control+Shift+P') },
  { name: 'start', scene: null, picture: dialog, open: next('Control+Shift+N') },
  {
    name: 'approval',
    scene: null,
    picture: dialog,
    open: async (page) => {
      await page.getByTestId('start-prompt').fill('Find out why the cart total is a cent off.')
      await page.getByTestId('start-worktree').click()
      await page.getByTestId('start-copies').fill('3')
      await page.getByTestId('start-submit').click()
      await page.getByTestId('approval').waitFor()
    },
  },
  { name: 'message', scene: null, picture: dialog, open: next('Control+Shift+M') },
  { name: 'settings', scene: null, picture: dialog, open: next('Control+Shift+,') },
  { name: 'settings-terminals', scene: null, picture: dialog, open: part('Terminals') },
  { name: 'settings-colours', scene: null, picture: dialog, open: part('Colours') },
  { name: 'settings-project', scene: null, picture: dialog, open: part('Project') },
  { name: 'settings-keys', scene: null, picture: dialog, open: part('Keys') },
]
