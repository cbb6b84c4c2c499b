/** Text in UTF-8 that grows at its end. A screen is a million characters: as bytes they are made, kept and sent once. */
export class ByteText {
  #bytes = new Uint8Array(4_096)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Makes room for so many more bytes, so that `byte` need not look. */
  reserve(count: number): void {
    if (this.#length + count <= this.#bytes.byteLength) return
    const grown = new Uint8Array(Math.max(2 * this.#bytes.byteLength, this.#length + count))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }

  /** One byte, for which there is room. */
  byte(value: number): void {
    this.#bytes[this.#length] = value
    this.#length += 1
  }

  /** One character, for the four bytes of which there is room. Half of a pair, which is none, becomes U+FFFD. */
  character(code: number): void {
    if (code < 0x80) this.byte(code)
    else if (code < 0x800) {
      this.byte(0xc0 | (code >> 6))
      this.byte(0x80 | (code & 0x3f))
    } else if (code >= 0xd800 && code < 0xe000) this.character(0xfffd)
    else if (code < 0x10000) {
      this.byte(0xe0 | (code >> 12))
      this.byte(0x80 | ((code >> 6) & 0x3f))
      this.byte(0x80 | (code & 0x3f))
    } else {
      this.byte(0xf0 | (code >> 18))
      this.byte(0x80 | ((code >> 12) & 0x3f))
      this.byte(0x80 | ((code >> 6) & 0x3f))
      this.byte(0x80 | (code & 0x3f))
    }
  }

  /** The characters in the lower 21 bits of every `step`th number from `from` up to `to`; 0 is none. */
  characters(numbers: Uint32Array, { from, to, step }: { from: number; to: number; step: number }): void {
    this.reserve((4 * (to - from)) / step)
    const bytes = this.#bytes
    let length = this.#length
    let at = from
    for (; at < to; at += step) {
      const code = (numbers[at] ?? 0) & 0x1fffff
      if (code >= 0x80 || code === 0) break
      bytes[length] = code
      length += 1
    }
    this.#length = length
    for (; at < to; at += step) {
      const code = (numbers[at] ?? 0) & 0x1fffff
      if (code !== 0) this.character(code)
    }
  }

  text(text: string): void {
    this.reserve(3 * text.length)
    for (let at = 0; at < text.length; at += 1) {
      const code = text.codePointAt(at) ?? 0
      this.character(code)
      if (code > 0xffff) at += 1
    }
  }

  /** All of it, in memory of its own; nothing may be added afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }
}
