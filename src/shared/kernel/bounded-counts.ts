/** What xterm 6.0.0 keeps private: how it obeys sequences. The version is pinned; another one fails at once. */
type Privates = { readonly _core?: { readonly _inputHandler?: object } }
type Input = {
  readonly _bufferService?: { readonly cols: number; readonly rows: number }
} & Partial<Record<Counted, (this: Input, params: Params) => boolean>>
type Params = { readonly params: Int32Array }
type Counted = keyof typeof mostOf
type Size = { readonly cols: number; readonly rows: number }

const repeatedMax = 65_535 // as in kitty

/** How often it makes a difference. */
const mostOf = {
  insertLines: ({ rows }: Size) => rows,
  deleteLines: ({ rows }: Size) => rows,
  scrollUp: ({ rows }: Size) => rows,
  scrollDown: ({ rows }: Size) => rows,
  cursorForwardTab: ({ cols }: Size) => cols,
  cursorBackwardTab: ({ cols }: Size) => cols,
  repeatPrecedingCharacter: () => repeatedMax,
} as const

const bounded = new WeakSet<object>()

/**
 * Lets no number in a sequence stop a terminal. xterm 6.0.0 does what it is told as often as it is told: `CSI 2147483647 L`,
 * ten bytes in a file somebody looks at, inserts lines for an hour, and a page or a process stands still as long. For all
 * terminals of the page or the process: they share the class.
 */
export function boundCounts(terminal: object): void {
  const input = (terminal as Privates)._core?._inputHandler
  const handler = input && (Object.getPrototypeOf(input) as Input) // checked below
  if (!handler) throw new Error('this version of xterm obeys its sequences elsewhere')
  if (bounded.has(handler)) return
  bounded.add(handler)
  for (const [name, most] of Object.entries(mostOf) as [Counted, (size: Size) => number][]) {
    const obey = handler[name]
    if (!obey) throw new Error(`this version of xterm has no ${name}`)
    handler[name] = function (params) {
      const max = most(this._bufferService ?? { cols: 0, rows: 0 })
      params.params[0] = Math.min(Math.max(params.params[0] ?? 0, 0), max)
      return obey.call(this, params)
    }
  }
}
