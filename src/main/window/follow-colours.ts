import { nativeTheme } from 'electron'
import type { TerminalColours } from '../../shared/contract/host.ts'
import { paletteInUse } from '../../shared/domain/palettes/palette-in-use.ts'
import type { App } from '../app.ts'

/** Tells how terminals look, now and for as long as the app runs: programs ask before anybody sees their pane. */
export function followColours(
  { settings, palettes }: Pick<App, 'settings' | 'palettes'>,
  tell: (colours: TerminalColours) => void,
): void {
  let told: TerminalColours | null = null
  const look = (): void => {
    const theme = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
    const colours = paletteInUse(theme, settings.value, palettes.all)
    if (colours !== told) tell(colours)
    told = colours
  }
  settings.onChanged(look)
  palettes.onChanged(look)
  nativeTheme.on('updated', look) // the desktop's, or the one that the settings have put in its place
  look()
}
