import type { Locator, Page } from '@playwright/test'
import { terminalText } from '../e2e/app.ts'

/** Opens a shell in a tab and waits for its prompt. */
export async function shellPane(page: Page): Promise<Locator> {
  await page.getByTestId('start-agent').waitFor()
  await page.keyboard.press('Control+Shift+T')
  const pane = page.locator('[data-kind="shell"]').last()
  await pane.waitFor()
  while (!/[$#>]\s*$/.test(await terminalText(pane))) await pause()
  return pane
}

/** Waits until the rows that are drawn show `text` at the start of a line; asked inside the page, every few milliseconds. */
export async function seen(pane: Locator, text: string): Promise<void> {
  await pane.locator('.xterm-rows').evaluate(
    (rows, wanted) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          const isThere = [...rows.children].some((row) => row.textContent.startsWith(wanted))
          if (isThere) resolve()
          else setTimeout(look, 4)
        }
        look()
      }),
    text,
  )
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
