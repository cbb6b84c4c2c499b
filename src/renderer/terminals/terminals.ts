import type { PaneId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Connection, StreamSource } from '../connection/connection.ts'
import { webglContextsMax } from '../limits.ts'
import { chooseRenderer } from './choose-renderer.ts'
import { readGlRendererName } from './gl-renderer-name.ts'
import type { TerminalLook } from './terminal-options.ts'
import type { TerminalOptions, TerminalView } from './terminal-view.ts'
import { WebglLeases } from './webgl-leases.ts'

export type TerminalsOptions = Pick<TerminalOptions, 'isMac' | 'copySelection'> & {
  readonly links: (paneId: PaneId) => TerminalOptions['links']
  readonly connection: Connection
  readonly clock: Clock
  /** How the terminal of a pane looks now. */
  readonly lookOf: (paneId: PaneId) => TerminalLook
  readonly askPaste: (paneId: PaneId, text: string) => void
}

/** xterm is a large part, which a start without a terminal does not read. */
type MakeTerminal = (options: TerminalOptions) => TerminalView

/** The terminals on screen, by pane. A pane mounts its own and disposes it when it goes. */
export class Terminals {
  readonly #options: TerminalsOptions
  readonly #views = new Map<PaneId, TerminalView>()
  readonly #leases = new WebglLeases(webglContextsMax)
  #webgl: WebglLeases | null | undefined

  constructor(options: TerminalsOptions) {
    this.#options = options
  }

  /** Opens a terminal in `host` and attaches it; whoever mounts it disposes it, and brings what makes one. */
  mount(paneId: PaneId, host: HTMLElement, source: StreamSource, make: MakeTerminal): TerminalView {
    // asked once, when the first terminal opens: it costs a GL context
    if (this.#webgl === undefined)
      this.#webgl = chooseRenderer(readGlRendererName(document)) === 'webgl' ? this.#leases : null
    const { connection, clock, isMac, links, copySelection, askPaste } = this.#options
    const view = make({
      host,
      opener: {
        open: () => connection.openStream(source),
        onConnected: (listener) => connection.onState((state) => state === 'connected' && listener()),
        clock,
      },
      mode: source.kind === 'terminal' ? 'terminal' : 'output',
      look: this.#options.lookOf(paneId),
      isMac,
      webgl: this.#webgl,
      links: links(paneId),
      copySelection,
      askPaste: (text) => askPaste(paneId, text),
    })
    this.#views.set(paneId, view)
    return view
  }

  /** Ends a terminal that `mount` gave. */
  unmount(paneId: PaneId, view: TerminalView): void {
    if (this.#views.get(paneId) === view) this.#views.delete(paneId)
    view.dispose()
  }

  /** The terminal of a pane on screen. */
  get(paneId: PaneId | null): TerminalView | null {
    return (paneId === null ? null : this.#views.get(paneId)) ?? null
  }

  /** Settings, projects or themes are others than before. */
  lookAgain(): void {
    for (const [paneId, view] of this.#views) view.setLook(this.#options.lookOf(paneId))
  }
}
