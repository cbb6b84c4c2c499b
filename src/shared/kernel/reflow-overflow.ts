/** What xterm 6.0.0 keeps private: the ring its lines stand in. The version is pinned; another one fails at once. */
type Privates = { readonly _core?: { readonly _bufferService?: { readonly buffers?: Buffers } } }
type Buffers = { readonly normal?: { readonly lines?: object } }
type Ring = { set?: (this: unknown, index: number, line: unknown) => void }

const kept = new WeakSet<object>()

/**
 * Keeps the end of a screen when a terminal gets narrower. In xterm 6.0.0 the rows that have no room at the top of a full
 * scrollback are written at negative places of its ring, which are the ring's end: a line that takes three rows or more there
 * wipes as many rows but one at the bottom of what the user sees. Such places are left out here. For all terminals of the
 * page or the process: they share the ring's class.
 */
export function keepScreenInReflow(terminal: object): void {
  const lines = (terminal as Privates)._core?._bufferService?.buffers?.normal?.lines // see Privates
  const ring = lines && (Object.getPrototypeOf(lines) as Ring) // checked below
  const set = ring?.set
  if (!ring || !set) throw new Error('this version of xterm keeps its lines elsewhere')
  if (kept.has(ring)) return
  kept.add(ring)
  ring.set = function (index, line) {
    if (index >= 0) set.call(this, index, line)
  }
}
