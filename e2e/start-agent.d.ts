import { type Page } from '@playwright/test'
import type { Wish } from './app.ts'
/** Starts an agent as a person does: through the dialog. */
export declare function startAgent(page: Page, wish: Wish): Promise<void>
