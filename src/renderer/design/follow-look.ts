import type { WindowStore } from '../state/window-store.ts'
import type { Terminals } from '../terminals/terminals.ts'

type Options = { readonly window: Window; readonly store: WindowStore; readonly terminals: Terminals }

/** The theme that is on screen: as chosen, or as the desktop has it. */
export function effectiveTheme(window: Window, store: WindowStore): 'dark' | 'light' {
  const theme = store.getState().view?.settings.theme ?? 'system'
  if (theme !== 'system') return theme
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

/** Keeps page and terminals in the theme and the fonts of the settings; `system` follows the desktop. */
export function followLook({ window, store, terminals }: Options): void {
  const apply = (): void => {
    window.document.documentElement.dataset.theme = effectiveTheme(window, store)
    terminals.lookAgain()
  }
  store.subscribe(({ view }, before) => {
    const was = before.view
    // the view shares what is unchanged
    const isSameLook =
      view?.settings === was?.settings &&
      view?.palettes === was?.palettes &&
      view?.projects === was?.projects &&
      view?.terminals === was?.terminals &&
      view?.layout === was?.layout
    if (!isSameLook) apply()
  })
  window.matchMedia('(prefers-color-scheme: light)').addEventListener('change', apply)
  apply()
}
