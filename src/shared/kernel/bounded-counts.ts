/** What xterm 6.0.0 keeps private: how it obeys sequences. The version is pinned; another one fails at once. */
type Privates = { readonly _core?: { readonly _inputHandler?: object } }
type Input = {
  readonly _bufferService?: { readonly cols: number; readonly rows: number }
  readonly _activeBuffer?: Screen
} & Partial<Record<Counted, (this: Input, params: Params) => boolean>>
type Params = { readonly params: Int32Array }
type Counted = keyof typeof mostOf
type Screen = {
  readonly x: number
  readonly y: number
  readonly ybase: number
  readonly lines: { get(index: number): { getString(column: number): string } | undefined }
}
type Place = { readonly cols: number; readonly rows: number; readonly last: number }

// Here, as the kernel imports nothing.
const repeatedCharactersMax = 65_535 // each that is joined to another counted as one; kitty repeats as many

/** How often it makes a difference. */
const mostOf = {
  insertLines: ({ rows }: Place) => rows,
  deleteLines: ({ rows }: Place) => rows,
  scrollUp: ({ rows }: Place) => rows,
  scrollDown: ({ rows }: Place) => rows,
  cursorForwardTab: ({ cols }: Place) => cols,
  cursorBackwardTab: ({ cols }: Place) => cols,
  repeatPrecedingCharacter: ({ last }: Place) => Math.max(1, Math.floor(repeatedCharactersMax / last)),
} as const

const bounded = new WeakSet<object>()

/**
 * Lets no number in a sequence stop a terminal. xterm 6.0.0 does what it is told as often as it is told: `CSI 2147483647 L`,
 * ten bytes in a file somebody looks at, inserts lines for an hour, and a page or a process stands still as long; to repeat a
 * letter with a thousand accents (b) takes all of its memory. For all terminals of the page or the process: they share the
 * class.
 */
export function boundCounts(terminal: object): void {
  const input = (terminal as Privates)._core?._inputHandler
  const handler = input && (Object.getPrototypeOf(input) as Input) // checked below
  if (!handler) throw new Error('this version of xterm obeys its sequences elsewhere')
  if (bounded.has(handler)) return
  bounded.add(handler)
  for (const [name, most] of Object.entries(mostOf) as [Counted, (place: Place) => number][]) {
    const obey = handler[name]
    if (!obey) throw new Error(`this version of xterm has no ${name}`)
    handler[name] = function (params) {
      const { cols = 0, rows = 0 } = this._bufferService ?? {}
      const max = most({ cols, rows, last: lengthOfLast(this._activeBuffer) })
      params.params[0] = Math.min(Math.max(params.params[0] ?? 0, 0), max)
      return obey.call(this, params)
    }
  }
}

/** Of the character before the cursor, which may be one column wide or two. */
function lengthOfLast(screen: Screen | undefined): number {
  const line = screen?.lines.get(screen.ybase + screen.y)
  const [x, lengthAt] = [screen?.x ?? 0, (column: number) => line?.getString(column).length ?? 0]
  return Math.max(1, lengthAt(Math.max(0, x - 1)), lengthAt(Math.max(0, x - 2)))
}
