/** What xterm 6.0.0 keeps private: its parsing. The version is pinned; another one fails at once. */
type Privates = { readonly _core?: { readonly _inputHandler?: Input } }
type Input = {
  parse?: (this: Input, data: string | Uint8Array, promiseResult?: boolean) => void | Promise<boolean>
  readonly _parser?: { reset(): void }
  readonly _bufferService?: { readonly rows: number; readonly buffers: Record<'normal' | 'alt', Screen> }
  _eraseAttrData?: () => unknown
}
type Screen = {
  readonly ybase: number
  readonly lines: { readonly length: number; push(line: unknown): void }
  getBlankLine(attributes: unknown): unknown
}

/**
 * Lets a terminal go on when its parser throws; `tell` is told why, the first time. xterm 6.0.0 throws where a screen has fewer lines than
 * rows, which some orders of resizing lead to: a page's terminal then shows nothing ever again, and a thread of screens dies
 * with all that are in it. What is left of that piece of output is not shown, and the lines that lack are there again.
 */
export function guardParsing(terminal: object, tell: (because: string) => void): void {
  const input = (terminal as Privates)._core?._inputHandler
  const parse = input?.parse
  if (!input || !parse || !input._parser || !input._bufferService || !input._eraseAttrData)
    throw new Error('this version of xterm parses elsewhere')
  let isTold = false // a program that does it again and again would fill a log
  input.parse = function (data, promiseResult) {
    try {
      return parse.call(this, data, promiseResult)
    } catch (error) {
      this._parser?.reset()
      fillScreens(this)
      if (isTold) return
      isTold = true
      tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
  }
}

function fillScreens(input: Input): void {
  const { rows = 0, buffers } = input._bufferService ?? {}
  for (const screen of buffers ? [buffers.normal, buffers.alt] : []) {
    const isInUse = screen.lines.length > 0
    while (isInUse && screen.lines.length < screen.ybase + rows)
      screen.lines.push(screen.getBlankLine(input._eraseAttrData?.()))
  }
}
