import type { Terminal } from '@xterm/headless'
import { lineSlabBytes } from '../shared/terminal-limits.ts'

/** What @xterm/headless 6.0.0 keeps private: how its lines keep their cells. The version is pinned; another one fails at once. */
type Privates = {
  readonly _core?: {
    readonly buffers?: { readonly normal?: { readonly lines?: { get(index: number): object | undefined } } }
  }
}
type Line = {
  _data: Uint32Array<ArrayBuffer>
  length: number
  clone?: () => Line
  resize?: (cols: number, fill: unknown) => boolean
  cleanupMemory?: () => number
  setCell(column: number, cell: unknown): void
}

let inUse: LineSlabs | null = null
const mended = new WeakSet<object>()

/**
 * Memory for the cells of one terminal's lines, a megabyte at a time. xterm takes it line by line, a kilobyte or two each: of
 * pieces so small an allocator gives nothing back to the system, so a host that once held a hundred thousand lines would stay
 * as large for ever. Slabs are given back when they are collected.
 */
export class LineSlabs {
  #slab: ArrayBuffer | null = null
  #usedBytes = 0

  /** Gives memory for so many numbers. */
  take(count: number): Uint32Array<ArrayBuffer> {
    const bytes = 4 * count
    if (!this.#slab || this.#usedBytes + bytes > lineSlabBytes) {
      this.#slab = new ArrayBuffer(lineSlabBytes)
      this.#usedBytes = 0
    }
    this.#usedBytes += bytes
    return new Uint32Array(this.#slab, this.#usedBytes - bytes, count)
  }
}

/** The lines that `act` makes are in these slabs. */
export function inSlabs<T>(slabs: LineSlabs, act: () => T): T {
  const before = inUse
  inUse = slabs
  try {
    return act()
  } finally {
    inUse = before
  }
}

const isInSlab = (line: Line): boolean => line._data.buffer.byteLength === lineSlabBytes

/** Lets the lines of all terminals of this thread be in slabs. */
export function keepLinesInSlabs(terminal: Terminal): void {
  const first = (terminal as Terminal & Privates)._core?.buffers?.normal?.lines?.get(0) // see Privates
  const lines = first && (Object.getPrototypeOf(first) as Line) // checked below
  const { clone, resize, cleanupMemory } = lines ?? {}
  if (!lines || !clone || !resize || !cleanupMemory)
    throw new Error('this version of @xterm/headless makes its lines elsewhere')
  if (mended.has(lines)) return
  mended.add(lines)
  lines.clone = function () {
    if (!inUse) return clone.call(this)
    const cells = this._data
    this._data = none // not copied where it would have to be copied again
    const line = clone.call(this)
    this._data = cells
    line._data = inUse.take(cells.length)
    line._data.set(cells)
    return line
  }
  lines.resize = function (cols, fill) {
    if (cols <= this.length || !inUse) {
      if (isInSlab(this) && cols > this.length) this._data = this._data.slice() // or it would grow into its neighbour
      return resize.call(this, cols, fill)
    }
    const cells = inUse.take(3 * cols)
    cells.set(this._data)
    this._data = cells
    for (let column = this.length; column < cols; column += 1) this.setCell(column, fill)
    this.length = cols
    return false
  }
  lines.cleanupMemory = function () {
    return isInSlab(this) ? 0 : cleanupMemory.call(this) // what is unused belongs to others
  }
}

const none = new Uint32Array(0)
