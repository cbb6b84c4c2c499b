import type { Locator, Page } from '@playwright/test'
import { terminalText } from '../e2e/app.ts'

/** Opens a shell in a tab and waits for its prompt. */
export async function shellPane(page: Page): Promise<Locator> {
  await page.getByTestId('start-agent').waitFor()
  await page.keyboard.press('Control+Shift+T')
  const pane = page.locator('[data-kind="shell"]').last()
  await pane.waitFor()
  await until('the prompt of a shell', async () => /[$#>]\s*$/.test(await terminalText(pane)))
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

/** Waits until it is so; throws after a minute, so that a bench that can't go on says what it waits for. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const giveUpAt = Date.now() + 60_000; !(await isSo()); await pause())
    if (Date.now() > giveUpAt) throw new Error(`not within a minute: ${what}`)
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
