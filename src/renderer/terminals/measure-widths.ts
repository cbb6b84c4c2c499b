import type { Terminal } from '@xterm/xterm'

/** What xterm 6.0.0 keeps private and the DOM renderer measures characters with; each part is looked for before it is used. */
type Privates = {
  readonly _core?: {
    readonly _renderService?: { readonly _renderer?: { readonly value?: { _widthCache?: WidthCache } } }
  }
}
type WidthCache = {
  _font?: string
  _fontSize?: number
  _weight?: string | number
  _weightBold?: string | number
  _measure?: (text: string, variant: number) => number
}

const widthParts = 32 // of a pixel
const measured = new WeakSet<object>()

/**
 * Lets the DOM renderer measure characters on a canvas. Its own way puts each new one into the page 32 times and reads
 * its width back, which lays out everything that was drawn since: a line of Chinese costs a layout a character, and a new
 * terminal one of the whole window. Where this version of xterm is another one, its own way stays. For all terminals of the
 * page from the first one on: they share the class.
 */
export function measureOnCanvas(terminal: Terminal, document: Document): void {
  const cache = (terminal as Terminal & Privates)._core?._renderService?._renderer?.value?._widthCache // see Privates
  const shared = cache && (Object.getPrototypeOf(cache) as WidthCache) // checked below
  if (!shared?._measure || measured.has(shared)) return
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return
  measured.add(shared)
  context.fontKerning = 'none'
  shared._measure = function measure(this: WidthCache, text, variant) {
    const weight = variant % 2 === 1 ? this._weightBold : this._weight
    const font = `${variant >= 2 ? 'italic ' : ''}${weight ?? 'normal'} ${this._fontSize ?? 13}px ${this._font ?? 'monospace'}`
    if (context.font !== font) context.font = font
    // As fine as xterm's own: less than that is noise, and a spacing of a noise would undo ligatures.
    return Math.round(context.measureText(text).width * widthParts) / widthParts
  }
}
