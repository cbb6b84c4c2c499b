import { WebLinksAddon } from '@xterm/addon-web-links'
import type { Terminal } from '@xterm/xterm'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { pathLinks, type PathLinkOptions, type ShownPath } from './path-links.ts'

/** What a terminal's links do. */
export type LinkOptions = Pick<PathLinkOptions, 'look'> & {
  readonly isMac: boolean
  readonly openLink: (url: string) => void
  readonly openPath: (place: Pick<ShownPath, 'path' | 'line' | 'column'>) => void
  /** The address under the pointer, to be shown before anybody goes there; null when there is none any more. */
  readonly onHover: (address: string | null) => void
}

/** Whether a link may be opened in the browser: only web pages. */
export const isWebPage = (url: string): boolean => {
  const scheme = URL.parse(url)?.protocol
  return scheme === 'http:' || scheme === 'https:'
}

/** Web addresses and paths in the text, and the links that programs mark (OSC 8). All open only on purpose. */
export function addLinks(terminal: Terminal, options: LinkOptions): Disposable {
  const { isMac, openLink, openPath, onHover, look } = options
  const isOpening = (event: MouseEvent): boolean => (isMac ? event.metaKey : event.ctrlKey)
  const activate = (event: MouseEvent, url: string): void => {
    if (!isOpening(event)) return
    if (isWebPage(url)) openLink(url)
    else if (url.startsWith('file:')) openPath({ path: url.replace(/#.*$/, ''), ...lineOf(url) })
  }
  const owned = new Disposables()
  terminal.loadAddon(
    new WebLinksAddon(activate, { hover: (_event, url) => onHover(url), leave: () => onHover(null) }),
  )
  terminal.options.linkHandler = {
    activate,
    allowNonHttpProtocols: true, // `activate` takes web pages and files, nothing else
    hover: (_event, url) => onHover(url),
    leave: () => onHover(null),
  }
  owned.add(terminal.registerLinkProvider(pathLinks(terminal, { look, open: openPath, isOpening })))
  return owned
}

/** `#12`, `#L12` or `#12:5` behind a file's address. */
export function lineOf(url: string): { readonly line: number | null; readonly column: number | null } {
  const found = /#L?(\d{1,7})(?::(\d{1,5}))?$/.exec(url)
  const number = (text: string | undefined): number | null => (text ? Math.max(1, Number(text)) : null)
  return { line: number(found?.[1]), column: number(found?.[2]) }
}
