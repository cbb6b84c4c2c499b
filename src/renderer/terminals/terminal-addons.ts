import { ImageAddon } from '@xterm/addon-image'
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import { WebglAddon } from '@xterm/addon-webgl'
import type { Terminal } from '@xterm/xterm'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { imageBytesMax, imageStorageMegabytes } from '../limits.ts'
import type { WebglLeases } from './webgl-leases.ts'

/** Characters as wide as the mirror has them: a replay must fall into the same cells. */
export function addWidths(terminal: Terminal): void {
  terminal.loadAddon(new UnicodeGraphemesAddon())
}

/** Sixel and iTerm2 images, bounded. They live as long as the page shows the pane: a replay is text. */
export function addImages(terminal: Terminal): Disposable {
  const images = new ImageAddon({
    sixelSizeLimit: imageBytesMax,
    iipSizeLimit: imageBytesMax,
    storageLimit: imageStorageMegabytes,
    enableSizeReports: false, // the host answers queries, the page never does
  })
  terminal.loadAddon(images)
  return images
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
