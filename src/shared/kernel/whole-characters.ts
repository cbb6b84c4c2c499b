const none = new Uint8Array()

/**
 * Hands on a stream of UTF-8 in pieces that hold whole characters only. Terminals take any pieces, but xterm 6.0.0 loses a
 * character that comes in two of them where the first ends with a byte 0x80, as an ellipsis or a dash (E2 80 A6, E2 80 94) does.
 */
export class WholeCharacters {
  #begun: Uint8Array = none

  /** The piece behind the character that was begun before it, without the one that it only begins. */
  next(piece: Uint8Array): Uint8Array {
    const all = this.#begun.byteLength === 0 ? piece : joined(this.#begun, piece)
    const end = all.byteLength - begunBytes(all)
    this.#begun = end === all.byteLength ? none : all.slice(end)
    return all.subarray(0, end)
  }

  /** Another stream begins: what was begun has no end. */
  reset(): void {
    this.#begun = none
  }
}

/** How many bytes of a character that is not complete stand at the end: 0 to 3. */
export function begunBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.byteLength); back += 1) {
    const byte = bytes[bytes.byteLength - back] ?? 0
    if (byte < 0x80) return 0
    if (byte < 0xc0) continue // within one
    return back < lengthOf(byte) ? back : 0
  }
  return 0
}

/** How many bytes a character has that begins with this one; 0 when none does. */
function lengthOf(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const all = new Uint8Array(before.byteLength + after.byteLength)
  all.set(before)
  all.set(after, before.byteLength)
  return all
}
