import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')

/** Builds the page with its scripted main; once is enough for all windows. */
export const buildDemo = (): Promise<unknown> =>
  build({ configFile: join(root, 'src/testing/fake-app/vite.config.ts'), logLevel: 'warn' })

/** The page alone in a window of its own: every state of it can be had at once. */
export class DemoWindow {
  readonly #data = mkdtempSync(join(tmpdir(), 'reveille-demo-'))
  #electron: ElectronApplication | null = null

  async open(query: string, size: { width: number; height: number }, scale = 1): Promise<Page> {
    const { DISPLAY = '', XAUTHORITY = '', PATH = '', ELECTRON_OVERRIDE_DIST_PATH = '' } = process.env
    const isRoot = process.getuid?.() === 0 // root has no sandbox to give
    this.#electron = await _electron.launch({
      cwd: root,
      args: [...(isRoot ? ['--no-sandbox'] : []), 'src/testing/fake-app/window.cjs', query, this.#data],
      env: {
        ...{ PATH, DISPLAY, XAUTHORITY, HOME: this.#data, DEMO_SCALE: String(scale) },
        ...{ LANG: 'C.UTF-8', TZ: 'UTC' },
        ...(ELECTRON_OVERRIDE_DIST_PATH ? { ELECTRON_OVERRIDE_DIST_PATH } : {}),
      },
    })
    const page = await this.#electron.firstWindow()
    await page.setViewportSize(size)
    await page.locator('.frame, .gallery').waitFor()
    return page
  }

  /** Another scene in the same window. */
  async go(page: Page, query: string): Promise<void> {
    const name = query.startsWith('gallery') ? 'gallery' : 'demo'
    await page.goto(`app://demo/testing/fake-app/${name}.html?${query}`)
    await page.locator('.frame, .gallery').waitFor()
  }

  /** "33.4.11 linux disabled_software": what it runs on and what draws, on which a picture of it depends. */
  async runtime(): Promise<string> {
    return (
      (await this.#electron?.evaluate(
        ({ app }) =>
          `${process.versions.electron} ${process.platform} ${app.getGPUFeatureStatus().gpu_compositing}`,
      )) ?? ''
    )
  }

  async close(): Promise<void> {
    await this.#electron?.close()
    this.#electron = null
    rmSync(this.#data, { recursive: true, force: true })
  }
}
