import { expect, type Page } from '@playwright/test'
import type { Wish } from './app.ts'

/** Starts an agent as a person does: through the dialog. */
export async function startAgent(page: Page, wish: Wish): Promise<void> {
  await page.getByTestId('start-agent').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByTestId('agent-name').fill(wish.name)
  await dialog.getByTestId(`harness-${wish.harness}`).click()
  await dialog.getByTestId('agent-directory').fill(wish.directory)
  if (wish.prompt !== undefined) await dialog.getByTestId('agent-prompt').fill(wish.prompt)
  if (wish.commandLine !== undefined) await dialog.getByTestId('agent-command').fill(wish.commandLine)
  await dialog.getByTestId('agent-submit').click()
  await expect(dialog).toBeHidden()
}
