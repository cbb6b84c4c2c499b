import { begunBytes } from '../shared/kernel/whole-characters.ts'
import { unfinishedSequenceBytesMax } from '../shared/terminal-limits.ts'

const escape = 0x1b
type State = 'ground' | 'escape' | 'control' | 'string'

/**
 * Remembers the bytes since a terminal's parser last stood on plain text: the start of an escape sequence or of a UTF-8
 * character that is not complete yet. A viewer that joins in the middle of one gets these bytes first, or it would show
 * the rest of the sequence as text.
 */
export class UnfinishedSequence {
  #state: State = 'ground'
  #tail: number[] = []

  /** Whether the stream stands on plain text. */
  get isEmpty(): boolean {
    return this.#tail.length === 0
  }

  /** The bytes of the sequence or character the stream stands in; empty on plain text. */
  get bytes(): Uint8Array {
    return Uint8Array.from(this.#tail)
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(escape)
    // Escape aborts or ends whatever was before it, so nothing before the last one matters.
    const start = Math.max(last, 0)
    if (last !== -1) this.#begin('ground')
    let at = start
    while (at < chunk.byteLength) {
      if (this.#state === 'ground' && chunk[at] !== escape) return this.#endOfText(chunk.subarray(at))
      this.#step(chunk[at] ?? 0)
      at += 1
    }
  }

  #begin(state: State): void {
    this.#state = state
    this.#tail = []
  }

  #step(byte: number): void {
    if (byte === escape) {
      this.#begin('escape')
      this.#keep(byte)
    } else if (byte === 0x18 || byte === 0x1a) {
      this.#begin('ground')
    } else if (this.#state === 'string') {
      if (byte === 0x07) this.#begin('ground')
      else this.#keep(byte)
    } else if (byte < 0x20) {
      return // obeyed at once in the middle of a sequence: must not be repeated
    } else if (this.#state === 'escape') {
      this.#stepEscape(byte)
    } else if (byte >= 0x40 && byte <= 0x7e) {
      this.#begin('ground') // the final byte of a control sequence
    } else {
      this.#keep(byte)
    }
  }

  #stepEscape(byte: number): void {
    if (byte === 0x5b && this.#tail.length === 1) this.#become('control', byte)
    else if ([0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(byte) && this.#tail.length === 1)
      this.#become('string', byte)
    else if (byte < 0x30) this.#keep(byte)
    else this.#begin('ground')
  }

  #become(state: State, byte: number): void {
    this.#state = state
    this.#keep(byte)
  }

  #keep(byte: number): void {
    if (this.#tail.length < unfinishedSequenceBytesMax) this.#tail.push(byte)
  }

  /** Plain text to the end of the chunk: only a character cut in the middle is unfinished. */
  #endOfText(text: Uint8Array): void {
    const joined =
      this.#tail.length > 0 && text.byteLength < 4 ? Uint8Array.from([...this.#tail, ...text]) : text
    this.#tail = []
    const begun = begunBytes(joined)
    if (begun > 0) this.#tail = [...joined.subarray(-begun)]
  }
}

/** The start of a sequence or a character that is not complete at the end of a stream that began on plain text. */
export function unfinishedEndOf(bytes: Uint8Array): Uint8Array {
  const sequence = new UnfinishedSequence()
  sequence.push(bytes)
  return sequence.bytes
}
