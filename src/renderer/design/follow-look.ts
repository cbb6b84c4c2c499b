import type { WindowStore } from '../state/window-store.ts'
import type { Terminals } from '../terminals/terminals.ts'

type Options = { readonly window: Window; readonly store: WindowStore; readonly terminals: Terminals }

/** Keeps page and terminals in the theme and font size of the settings; `system` follows the desktop. */
export function followLook({ window, store, terminals }: Options): void {
  const prefersLight = window.matchMedia('(prefers-color-scheme: light)')
  let shown = ''
  const apply = (): void => {
    const { theme, fontSize } = store.getState().view?.settings ?? { theme: 'system', fontSize: 13 }
    const effective = theme === 'system' ? (prefersLight.matches ? 'light' : 'dark') : theme
    if (shown === `${effective} ${fontSize}`) return
    shown = `${effective} ${fontSize}`
    window.document.documentElement.dataset.theme = effective
    terminals.setLook({ theme: effective, fontSize })
  }
  store.subscribe(apply)
  prefersLight.addEventListener('change', apply)
  apply()
}
