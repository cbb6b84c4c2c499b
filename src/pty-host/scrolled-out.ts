const [tab, newline, carriageReturn, escape, bracket, letterM] = [0x09, 0x0a, 0x0d, 0x1b, 0x5b, 0x6d]
const isColourParameter = (byte: number): boolean => byte >= 0x30 && byte <= 0x3b // digits, colon, semicolon

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
    let state = this.#state
    for (let at = 0; at < bytes.byteLength; at += 1) {
      const byte = bytes[at] ?? 0
      if (state === 'text') {
        if (byte >= 0x20) {
          if (byte === 0x7f) return this.#break()
          if (byte === 0xc2) state = 'two-bytes'
        } else if (byte === newline) lines += 1
        else if (byte === escape) state = 'escape'
        else if (byte !== carriageReturn && byte !== tab) return this.#break()
      } else if (state === 'control') {
        if (byte === letterM) state = 'text'
        else if (!isColourParameter(byte)) return this.#break()
      } else if (state === 'escape') {
        if (byte !== bracket) return this.#break()
        state = 'control'
      } else {
        if (byte < 0xa0) return this.#break() // a control character of two bytes
        state = 'text'
      }
    }
    this.#state = state
    return lines
  }

  #break(): number {
    this.isBroken = true
    return 0
  }
}

/** Behind the first line break of a plain run, where the next line begins at the first column; -1 when there is none. */
export function firstLineStart(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1))
    if (at > 0 && bytes[at - 1] === carriageReturn) return at + 1
  return -1
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
