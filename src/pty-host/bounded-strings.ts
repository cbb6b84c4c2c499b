import { clipboardSequenceBytesMax, stringSequenceBytesMax } from '../shared/terminal-limits.ts'

const [bell, cancel, substitute, escape, firstOfTwo] = [0x07, 0x18, 0x1a, 0x1b, 0xc2]

type Kind = 'command' | 'device' // OSC, which a bell ends too, or DCS
type Sequence = { readonly kind: Kind; bytes: number; head: string; isLeftOut: boolean }

/** How a string begins, in seven bits and in eight (as UTF-8 has them). */
const sevenBits: Readonly<Record<number, Kind>> = { 0x5d: 'command', 0x50: 'device' }
const eightBits: Readonly<Record<number, Kind>> = { 0x9d: 'command', 0x90: 'device' }
const stringEnd = 0x9c // in eight bits
const headChars = 24

/**
 * Ends strings (titles, links, what a program asks for) that go on and on: a parser keeps all of one until it ends, some
 * forty bytes for each of it. Whoever reads the rest of the stream sees a string that was given up. Images are no such
 * strings: whoever reads them bounds them.
 */
export class BoundedStrings {
  #sequence: Sequence | null = null
  #last = 0 // the byte before

  /** What of the next bytes of the stream is passed on. */
  take(bytes: Uint8Array): Uint8Array {
    const sequence = this.#sequence
    const passed = sequence ? this.#goOn(sequence, bytes) : bytes
    if (!sequence) this.#look(bytes)
    this.#last = bytes.at(-1) ?? this.#last
    return passed
  }

  /** Whether the stream stands in a string behind these bytes, which begin outside of one. */
  #look(bytes: Uint8Array): void {
    const before = this.#last
    const lastEscape = bytes.lastIndexOf(escape) // it ends whatever was before it
    let at = Math.max(lastEscape, 0)
    while (at < bytes.byteLength) {
      const start = startOfString(bytes, at, at === 0 ? before : 0)
      if (start === null) return
      const rest = bytes.subarray(start.at)
      const sequence: Sequence = { kind: start.kind, bytes: 0, head: '', isLeftOut: false }
      const end = endOfString(rest, sequence.kind, 0)
      if (end === -1) {
        count(sequence, rest)
        this.#sequence = sequence
        return
      }
      at = start.at + end + 1
    }
  }

  #goOn(sequence: Sequence, bytes: Uint8Array): Uint8Array {
    const end = endOfString(bytes, sequence.kind, this.#last)
    const inside = end === -1 ? bytes : bytes.subarray(0, end)
    count(sequence, inside)
    const wasLeftOut = sequence.isLeftOut
    sequence.isLeftOut ||= sequence.bytes > bytesMax(sequence)
    const gaveUp = sequence.isLeftOut && !wasLeftOut ? [Uint8Array.of(cancel)] : []
    if (end === -1) return sequence.isLeftOut ? join([...gaveUp]) : bytes
    const isEnd = bytes[end] !== escape // an escape may begin something else
    const rest = bytes.subarray(isEnd ? end + 1 : end)
    this.#sequence = null
    this.#last = 0
    this.#look(rest)
    return sequence.isLeftOut ? join([...gaveUp, rest]) : bytes
  }
}

function count(sequence: Sequence, bytes: Uint8Array): void {
  sequence.bytes += bytes.byteLength
  const missing = headChars - sequence.head.length
  if (missing > 0) sequence.head += String.fromCharCode(...bytes.subarray(0, missing))
}

function bytesMax({ kind, head }: Sequence): number {
  const isImage = kind === 'command' ? head.startsWith('1337;') : /^[\d;]*q/.test(head)
  if (isImage) return Number.POSITIVE_INFINITY
  return kind === 'command' && head.startsWith('52;') ? clipboardSequenceBytesMax : stringSequenceBytesMax
}

/** The first string that begins at or behind `from`; `before` is the byte before that, where it is another chunk's. */
function startOfString(
  bytes: Uint8Array,
  from: number,
  before: number,
): { readonly kind: Kind; readonly at: number } | null {
  const first = bytes[from] ?? 0
  const carried = before === escape ? sevenBits[first] : before === firstOfTwo ? eightBits[first] : undefined
  if (carried) return { kind: carried, at: from + 1 }
  const escaped = first === escape ? sevenBits[bytes[from + 1] ?? 0] : undefined
  if (escaped) return { kind: escaped, at: from + 2 }
  for (let at = bytes.indexOf(firstOfTwo, from); at !== -1; at = bytes.indexOf(firstOfTwo, at + 1)) {
    const kind = eightBits[bytes[at + 1] ?? 0]
    if (kind) return { kind, at: at + 2 }
  }
  return null
}

/** Where the string ends that the bytes stand in; -1 when it does not. */
function endOfString(bytes: Uint8Array, kind: Kind, before: number): number {
  if (before === firstOfTwo && bytes[0] === stringEnd) return 0
  const ends = [cancel, substitute, escape, ...(kind === 'command' ? [bell] : [])]
  let end = bytes.byteLength
  for (const byte of ends) {
    const at = bytes.subarray(0, end).indexOf(byte)
    if (at !== -1) end = at
  }
  for (let at = bytes.indexOf(firstOfTwo); at !== -1 && at < end; at = bytes.indexOf(firstOfTwo, at + 1))
    if (bytes[at + 1] === stringEnd) return at + 1
  return end === bytes.byteLength ? -1 : end
}

const join = (pieces: readonly Uint8Array[]): Uint8Array =>
  pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
