import { app, Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { trayMenu, type TrayItem } from './tray-menu.ts'
import { needyPicture, plainPicture, templatePicture } from './tray-pictures.ts'

export type TrayOptions = {
  readonly does: (what: 'open' | 'start-agent' | 'settings' | 'quit') => void
  readonly reveal: (conversationId: ConversationId) => void
}

/** The mark in the tray and the number on the dock: what is left of the app when its window is closed. */
export class AppTray implements Disposable {
  readonly #options: TrayOptions
  readonly #tray: Tray | null
  #told = ''

  constructor(options: TrayOptions) {
    this.#options = options
    this.#tray = makeTray()
    this.#tray?.on('click', () => options.does('open'))
  }

  take(view: Parameters<typeof trayMenu>[0]): void {
    const menu = trayMenu(view)
    const told = JSON.stringify(menu)
    if (told === this.#told) return // a menu that is open must not be replaced for nothing
    this.#told = told
    app.setBadgeCount(menu.needing)
    if (!this.#tray) return
    this.#tray.setToolTip(menu.tooltip)
    this.#tray.setImage(picture(menu.needing > 0))
    if (process.platform === 'darwin') this.#tray.setTitle(menu.needing > 0 ? String(menu.needing) : '')
    this.#tray.setContextMenu(Menu.buildFromTemplate(menu.items.map((item) => this.#menuItem(item))))
  }

  dispose(): void {
    this.#tray?.destroy()
  }

  #menuItem(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' }
      case 'line':
        return { label: item.label, enabled: false }
      case 'agent':
        return { label: item.label, click: () => this.#options.reveal(item.conversationId) }
      case 'do':
        return { label: item.label, click: () => this.#options.does(item.what) }
    }
  }
}

/** A desktop without a tray costs the tray, not the app: a second start shows the window again. */
function makeTray(): Tray | null {
  try {
    return new Tray(picture(false))
  } catch {
    return null
  }
}

function picture(isNeedy: boolean): NativeImage {
  if (process.platform === 'darwin') {
    const image = nativeImage.createFromBuffer(Buffer.from(templatePicture, 'base64'), { scaleFactor: 2 })
    image.setTemplateImage(true)
    return image
  }
  return nativeImage.createFromBuffer(Buffer.from(isNeedy ? needyPicture : plainPicture, 'base64'), {
    scaleFactor: 2,
  })
}
