import { expect, type Page } from '@playwright/test'
import type { Wish } from './app.ts'

/** Starts an agent as a person does: through the dialog. */
export async function startAgent(page: Page, wish: Wish): Promise<void> {
  await page.getByTestId('start-agent').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByTestId('start-name').fill(wish.name)
  await dialog.getByTestId(`start-harness-${wish.harness}`).click()
  await dialog.getByTestId('start-directory').fill(wish.directory)
  if (wish.prompt !== undefined) await dialog.getByTestId('start-prompt').fill(wish.prompt)
  if (wish.commandLine !== undefined) await dialog.getByTestId('start-command').fill(wish.commandLine)
  if (wish.place === 'remote') await dialog.getByTestId('start-place-remote').click()
  if (wish.permissions !== undefined) {
    await dialog.getByTestId('start-permissions').click()
    await page.getByRole('option', { name: wish.permissions }).click()
  }
  await dialog.getByTestId('start-submit').click()
  await expect(dialog).toBeHidden()
}
