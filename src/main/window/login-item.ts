import { app } from 'electron'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The argument of a start that shows no window. */
export const hiddenArgument = '--hidden'

/** Starts the app at login, or no longer. A file or an entry that is as wanted is left alone. */
export function setStartAtLogin(isWanted: boolean, autostartDirectory: string): void {
  if (process.platform === 'linux') return writeAutostart(isWanted, autostartDirectory, startCommand())
  if (app.getLoginItemSettings({ args: [hiddenArgument] }).openAtLogin === isWanted) return
  app.setLoginItemSettings({ openAtLogin: isWanted, args: [hiddenArgument] })
}

const startCommand = (): readonly string[] =>
  app.isPackaged ? [process.execPath, hiddenArgument] : [process.execPath, app.getAppPath(), hiddenArgument] // a checkout

/** What a Linux desktop starts at login: `reveille.desktop` in the user's autostart folder. */
export function writeAutostart(isWanted: boolean, directory: string, command: readonly string[]): void {
  const file = join(directory, 'reveille.desktop')
  if (!isWanted) return rmSync(file, { force: true })
  const entry = `[Desktop Entry]
Type=Application
Name=Reveille
Comment=Agents are woken without a window
Exec=${command.map(quoteForDesktopEntry).join(' ')}
X-GNOME-Autostart-enabled=true
`
  if (existsSync(file) && readFileSync(file, 'utf8') === entry) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, entry)
}

/** The Desktop Entry Specification: in double quotes, with backslashes before what would be read. */
const quoteForDesktopEntry = (part: string): string =>
  /^[A-Za-z0-9_./-]+$/.test(part)
    ? part
    : `"${part.replaceAll(/(["`$\\])/g, '\\$1').replaceAll('%', '%%')}"`.replaceAll('\\', '\\\\')
