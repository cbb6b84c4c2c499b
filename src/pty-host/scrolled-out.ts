const [newline, escape, bracket, letterM] = [0x0a, 0x1b, 0x5b, 0x6d]
const isColourParameter = (byte: number): boolean => byte >= 0x30 && byte <= 0x3b // digits, colon, semicolon

/** What a byte of text is: 0 for one that changes nothing here, which nearly all are. */
const [lineEnd, sequence, firstOfTwo, breaks] = [1, 2, 3, 4]
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === newline) return lineEnd
  if (byte === escape) return sequence
  if (byte === 0xc2) return firstOfTwo // of a control character, or of a harmless one
  return byte === 0x7f || (byte < 0x20 && byte !== 0x0d && byte !== 0x09) ? breaks : 0
})

/** Where something stands that is more than text. This is where the time goes. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length && kinds[bytes[at] as number] === 0) at += 1 // within its length
  return at
}

/**
 * Reads a stream that stands on plain text and tells how many lines it ends, as long as it holds text, line breaks, tabs
 * and colours and nothing else.
 */
export class PlainRun {
  #state: 'text' | 'escape' | 'control' | 'two-bytes' = 'text'
  /** Something else came: nothing behind it is counted. */
  isBroken = false

  /** Takes the next bytes and answers how many lines they end. */
  countLines(bytes: Uint8Array): number {
    let lines = 0
    let at = 0
    while (at < bytes.byteLength) {
      if (this.#state !== 'text') {
        at = this.#endSequence(bytes, at)
        if (this.isBroken) return 0
        continue
      }
      at = endOfText(bytes, at)
      if (at === bytes.byteLength) break
      const kind = kinds[bytes[at] ?? 0]
      at += 1
      if (kind === lineEnd) lines += 1
      else if (kind === sequence) this.#state = 'escape'
      else if (kind === firstOfTwo) this.#state = 'two-bytes'
      else return this.#break()
    }
    return lines
  }

  /** Goes on in a sequence or a character of two bytes; answers where it ends, or the bytes do. */
  #endSequence(bytes: Uint8Array, start: number): number {
    let at = start
    if (this.#state === 'two-bytes') {
      if ((bytes[at] ?? 0) < 0xa0) return this.#break()
      this.#state = 'text'
      return at + 1
    }
    if (this.#state === 'escape') {
      if (bytes[at] !== bracket) return this.#break()
      this.#state = 'control'
      at += 1
    }
    while (at < bytes.byteLength && isColourParameter(bytes[at] ?? 0)) at += 1
    if (at === bytes.byteLength) return at
    if (bytes[at] !== letterM) return this.#break()
    this.#state = 'text'
    return at + 1
  }

  #break(): number {
    this.isBroken = true
    return 0
  }
}

/** Behind the first line break of a plain run, where the next line begins at the first column; -1 when there is none. */
export function firstLineStart(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1))
    if (at > 0 && bytes[at - 1] === 0x0d) return at + 1 // a carriage return
  return -1
}

/** The last lines of a plain run, as many as asked for or a few more, in the colours that are in force there. */
export function lastLines(run: Uint8Array, count: number): Uint8Array {
  let start = run.byteLength
  for (let left = count; left >= 0 && start > 0; left -= 1) start = run.lastIndexOf(newline, start - 1)
  const lineStart = start <= 0 ? -1 : firstLineStart(run.subarray(start - 1))
  if (lineStart === -1) return run
  const at = start - 1 + lineStart
  return Buffer.concat([Buffer.from(`${coloursOf(run.subarray(0, at))}\r`), run.subarray(at)])
}

/** The colour sequences of a plain run that are still in force at its end. */
export function coloursOf(run: Uint8Array): string {
  const sequences: string[] = []
  for (let at = run.lastIndexOf(escape); at !== -1; at = at === 0 ? -1 : run.lastIndexOf(escape, at - 1)) {
    const end = run.indexOf(letterM, at)
    if (end === -1) continue // begins in the run and ends behind it: not obeyed yet
    const parameters = String.fromCharCode(...run.subarray(at + 2, end))
    sequences.push(`\x1b[${parameters}m`)
    if (/^0*(?:;|$)/.test(parameters)) break // a reset, and colours behind it
  }
  return sequences.reverse().join('')
}
