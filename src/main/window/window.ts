import { BrowserWindow, nativeTheme, session, shell } from 'electron'
import { join } from 'node:path'
import type { Theme } from '../../shared/contract/app.ts'
import type { WindowLayout } from '../store/windows.ts'
import { pageUrl } from './page-protocol.ts'

/** Opens the window: sandboxed, isolated, without a way to any other page. */
export function openWindow(outDirectory: string, layout: WindowLayout, zoomPercent: number): BrowserWindow {
  const window = new BrowserWindow({
    ...layout.bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Reveille',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0b0e13' : '#ffffff',
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
  if (layout.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(zoomPercent / 100))
  const remember = (): void => layout.setBounds(window.getNormalBounds(), window.isMaximized())
  window.on('resized', remember)
  window.on('moved', remember)
  window.on('close', remember)
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  window.webContents.on('will-attach-webview', (event) => event.preventDefault())
  void window.loadURL(pageUrl)
  return window
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
