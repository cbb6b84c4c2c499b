import { defaultTerminalSettings } from '../../shared/domain/terminal-settings.ts'
import type { WindowStore } from '../state/window-store.ts'
import type { Terminals } from '../terminals/terminals.ts'

type Options = { readonly window: Window; readonly store: WindowStore; readonly terminals: Terminals }

/** Keeps page and terminals in the theme and font size of the settings; `system` follows the desktop. */
export function followLook({ window, store, terminals }: Options): void {
  const prefersLight = window.matchMedia('(prefers-color-scheme: light)')
  let applied: object | null = null
  let wasLight = prefersLight.matches
  const apply = (): void => {
    const settings = store.getState().view?.settings ?? {
      ...defaultTerminalSettings,
      theme: 'system',
      fontSize: 13,
      screenReader: false,
    }
    if (settings === applied && prefersLight.matches === wasLight) return // the view shares what is unchanged
    applied = settings
    wasLight = prefersLight.matches
    const { theme, fontSize } = settings
    const effective = theme === 'system' ? (prefersLight.matches ? 'light' : 'dark') : theme
    window.document.documentElement.dataset.theme = effective
    terminals.setLook({ theme: effective, fontSize, settings, isScreenReader: settings.screenReader })
  }
  store.subscribe(apply)
  prefersLight.addEventListener('change', apply)
  apply()
}
