import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { WebglAddon } from '@xterm/addon-webgl'
import type { Terminal } from '@xterm/xterm'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { WebglLeases } from './webgl-leases.ts'

/** Whether a link may be opened: only web pages, and only on purpose. */
export const isOpenableLink = (url: string): boolean => {
  const scheme = URL.parse(url)?.protocol
  return scheme === 'http:' || scheme === 'https:'
}

/** Widths of characters as programs expect them, links in the text and links that programs mark. */
export function addTextAddons(
  terminal: Terminal,
  options: { readonly isMac: boolean; readonly openLink: (url: string) => void },
): void {
  const activate = (event: MouseEvent, url: string): void => {
    if ((options.isMac ? event.metaKey : event.ctrlKey) && isOpenableLink(url)) options.openLink(url)
  }
  terminal.loadAddon(new Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  terminal.loadAddon(new WebLinksAddon(activate))
  terminal.options.linkHandler = { activate, allowNonHttpProtocols: false }
}

/** Search with marks in the text and on the scrollbar. */
export function addSearchAddon(terminal: Terminal): SearchAddon {
  const search = new SearchAddon()
  terminal.loadAddon(search)
  return search
}

/**
 * Draws with WebGL while a context can be had. When it is lost, xterm falls back to the DOM by itself, with cells of
 * another width: `onLost` must fit again.
 */
export function addWebgl(terminal: Terminal, leases: WebglLeases, onLost: () => void): Disposable {
  const lease = leases.take()
  if (!lease) return { dispose: () => {} }
  const webgl = new WebglAddon()
  let isDisposed = false
  const dispose = (): void => {
    if (isDisposed) return
    isDisposed = true
    webgl.dispose()
    lease.dispose()
  }
  webgl.onContextLoss(() => {
    dispose()
    onLost()
  })
  try {
    terminal.loadAddon(webgl)
  } catch {
    dispose() // no WebGL after all: the DOM renderer stays
  }
  return { dispose }
}
