import { BrowserWindow, nativeTheme, session, shell } from 'electron'
import { join } from 'node:path'
import type { Theme } from '../../shared/contract/app.ts'
import type { Rectangle } from '../../shared/domain/window-frame.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { pageReloadMs } from '../../shared/limits.ts'
import { pageUrl } from './page-protocol.ts'

export type WindowPlace = Rectangle & { readonly isMaximized: boolean; readonly isFullScreen: boolean }

/** Opens a window at a place: with the keyboard, or behind the others. */
export type OpenWindow = (place: WindowPlace, where: 'front' | 'behind') => BrowserWindow

/** A window that is not shown yet, and whose page loads. */
export type LoadingWindow = {
  readonly window: BrowserWindow
  /** Its page was drawn for the first time. */
  readonly drawn: Promise<void>
}

/** Loads the page in a window: sandboxed, isolated, without a way to any other page. */
export function loadPage(outDirectory: string): LoadingWindow {
  const window = new BrowserWindow({
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Reveille',
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(outDirectory, 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false, // output keeps flowing into visible panes of a window that is behind another
    },
  })
  const drawn = new Promise<void>((resolve) => window.once('ready-to-show', () => resolve()))
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  window.webContents.on('will-attach-webview', (event) => event.preventDefault())
  void window.loadURL(pageUrl)
  return { window, drawn }
}

export type OpenWindowOptions = {
  readonly outDirectory: string
  readonly clock: Clock
  readonly zoomPercent: () => number
  /** Loads already: the first that comes to the front. */
  readonly first: LoadingWindow | null
}

/** Opens windows where they belong. They are shown when their pages are drawn. */
export function openWindow(options: OpenWindowOptions): OpenWindow {
  const { outDirectory, clock, zoomPercent } = options
  let { first } = options
  return ({ isMaximized, isFullScreen, ...place }, where) => {
    const { window, drawn } = (where === 'front' ? first : null) ?? loadPage(outDirectory)
    if (where === 'front') first = null
    window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? '#0b0e13' : '#ffffff')
    window.setBounds(place)
    if (isMaximized) window.maximize()
    if (isFullScreen) window.setFullScreen(true)
    const zoom = (): void => window.webContents.setZoomFactor(zoomPercent() / 100)
    zoom()
    window.webContents.on('did-finish-load', zoom)
    reloadAfterCrash(window, clock)
    void drawn.then(() => {
      if (!window.isDestroyed() && where === 'front') window.show()
      else if (!window.isDestroyed()) window.showInactive()
    })
    return window
  }
}

/** A page that crashed is loaded again, later each time: it holds nothing that main does not have. */
function reloadAfterCrash(window: BrowserWindow, clock: Clock): void {
  let crashes = 0
  window.webContents.on('render-process-gone', () => {
    const wait = pageReloadMs[Math.min(crashes, pageReloadMs.length - 1)] ?? pageReloadMs[0]
    crashes += 1
    clock.after(wait, () => {
      if (!window.isDestroyed()) window.webContents.reload()
    })
  })
}

/** No page of ours asks for a device, a place or a notification; the clipboard is what a terminal needs. */
export function restrictPermissions(): void {
  const allowed = new Set(['clipboard-read', 'clipboard-sanitized-write'])
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowed.has(permission)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed.has(permission))
}

export const applyTheme = (theme: Theme): void => {
  nativeTheme.themeSource = theme
}

/** Opens a link in the user's browser: web addresses only. */
export async function openLink(url: string): Promise<boolean> {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return false
  await shell.openExternal(parsed.href)
  return true
}
