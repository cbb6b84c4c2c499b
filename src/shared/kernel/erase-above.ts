/** What xterm 6.0.0 keeps private: how it erases. The version is pinned; another one fails at once. */
type Privates = { readonly _core?: { readonly _inputHandler?: object } }
type Input = {
  eraseInDisplay?: (this: Input, params: Params, isSelective?: boolean) => boolean
  _eraseInBufferLine?: (
    row: number,
    start: number,
    end: number,
    unwraps?: boolean,
    isSelective?: boolean,
  ) => void
  readonly _activeBuffer?: Screen
  readonly _bufferService?: { readonly cols: number }
}
type Params = { readonly params: readonly number[] }
type Screen = { x: number; y: number; ybase: number; lines: { get(index: number): Line | undefined } }
type Line = { isWrapped: boolean }

const mended = new WeakSet<object>()

/**
 * Lets a program erase from the start of the screen up to a cursor in the last column (ED 1). xterm 6.0.0 looks for the next
 * line at its row, as if there were no scrollback: it parts two lines of the scrollback, or throws where there is no such
 * line, and then that terminal shows nothing ever again. For all terminals of the page or the process: they share the class.
 */
export function eraseAboveLastColumn(terminal: object): void {
  const input = (terminal as Privates)._core?._inputHandler
  const handler = input && (Object.getPrototypeOf(input) as Input) // checked below
  const erase = handler?.eraseInDisplay
  if (!handler || !erase || !handler._eraseInBufferLine)
    throw new Error('this version of xterm erases its screen elsewhere')
  if (mended.has(handler)) return
  mended.add(handler)
  handler.eraseInDisplay = function (params, isSelective) {
    const screen = this._activeBuffer
    const last = (this._bufferService?.cols ?? 0) - 1
    if (params.params[0] !== 1 || !screen || last < 1 || screen.x < last)
      return erase.call(this, params, isSelective)
    const next = screen.lines.get(screen.ybase + screen.y + 1)
    screen.x = last - 1
    erase.call(this, params, isSelective)
    screen.x = last // where a cursor that is to wrap goes
    this._eraseInBufferLine?.(screen.y, last, last + 1, false, isSelective)
    if (next) next.isWrapped = false
    return true
  }
}
