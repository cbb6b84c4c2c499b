import { Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * The menu of the application: on macOS what every app has there, with our own Quit. Elsewhere none: its keys would be
 * taken from the programs in the terminals.
 */
export function setAppMenu(does: { readonly quit: () => void; readonly newWindow: () => void }): void {
  if (process.platform !== 'darwin') return Menu.setApplicationMenu(null)
  const template: MenuItemConstructorOptions[] = [
    {
      label: 'Reveille',
      submenu: [
        { role: 'about' },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        { label: 'Quit Reveille', accelerator: 'Cmd+Q', click: does.quit },
      ],
    },
    {
      label: 'File',
      submenu: [
        { label: 'New Window', accelerator: 'Cmd+N', click: does.newWindow },
        { role: 'close', accelerator: 'Shift+Cmd+W' },
      ],
    },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
