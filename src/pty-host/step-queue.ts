import { mirrorDoneStepsMax, pictureTailBytesMax } from '../shared/terminal-limits.ts'
import { FloodCut } from './flood-cut.ts'

/** What is to happen on a mirror, in order. */
export type Step =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'act'; readonly act: () => void } // when all before it is parsed, nothing after it
  | { readonly kind: 'work'; readonly work: () => boolean } // the same in slices: true while there is more of it

/** A plain run, and what follows upon it. */
export type EndOfRun = { readonly run: Uint8Array; readonly tail: Uint8Array }

/** The steps a mirror has still to take. A flood may never be drained: it is an array with a head. */
export class StepQueue {
  readonly #flood = new FloodCut()
  #steps: Step[] = []
  #head = 0
  #others = 0 // that are no bytes

  push(step: Step): void {
    this.#steps.push(step)
    if (step.kind !== 'bytes') this.#others += 1
  }

  /** Whether somebody waits for what was fed before to be read. */
  get isAwaited(): boolean {
    return this.#others > 0
  }

  /** The next step; undefined when there is none. */
  get next(): Step | undefined {
    return this.#steps[this.#head]
  }

  /** The next step is done. */
  shift(): void {
    if (this.next?.kind !== 'bytes') this.#others -= 1
    this.#head += 1
    if (this.#head === this.#steps.length) this.clear()
    else if (this.#head > mirrorDoneStepsMax) {
      this.#steps.splice(0, this.#head)
      this.#flood.shift(this.#head)
      this.#head = 0
    }
  }

  clear(): void {
    this.#steps = []
    this.#head = 0
    this.#others = 0
    this.#flood.reset()
  }

  /** Takes the bytes up to the next act, at most so many; null when an act is next. */
  takeBytes(max: number): Uint8Array | null {
    const pieces: Uint8Array[] = []
    let size = 0
    for (let step = this.next; step?.kind === 'bytes' && size < max; step = this.next) {
      const piece = step.bytes.subarray(0, max - size)
      pieces.push(piece)
      size += piece.byteLength
      if (piece.byteLength === step.bytes.byteLength) this.shift()
      else this.#steps[this.#head] = { kind: 'bytes', bytes: step.bytes.subarray(piece.byteLength) }
    }
    const [first] = pieces
    if (first === undefined) return null
    return pieces.length === 1 ? first : Buffer.concat(pieces, size)
  }

  /** Whether all bytes that are left are a plain run. The stream stands on plain text before it: that is the caller's to know. */
  get isPlainRun(): boolean {
    return this.#flood.isPlain(this.#steps, this.#head)
  }

  /**
   * The end of the plain run that is left, with at least so many lines, and the little that stands behind it; null where
   * there is more or less, or something else than bytes.
   */
  endOfRun(lines: number): EndOfRun | null {
    const end = this.#flood.plainEnd(this.#steps, this.#head)
    const cut = this.#flood.find(this.#steps, this.#head, lines)
    if (cut === null) return null
    const tail = bytesFrom(this.#steps.slice(end))
    if (tail === null || tail.byteLength > pictureTailBytesMax) return null
    const rest = this.#steps
      .slice(cut.step + 1, end)
      .map((step) => (step.kind === 'bytes' ? step.bytes : none))
    return { run: Buffer.concat([cut.instead, ...rest]), tail }
  }

  /** Leaves out what `linesKept` plain lines behind it push out; answers how many bytes less there are to parse. */
  leaveOut(linesKept: number): number {
    const cut = this.#flood.find(this.#steps, this.#head, linesKept)
    if (cut === null || this.#steps.slice(this.#head, cut.step).some(({ kind }) => kind !== 'bytes')) return 0
    this.#steps[cut.step] = { kind: 'bytes', bytes: cut.instead }
    this.#head = cut.step
    return cut.savedBytes
  }
}

const none = new Uint8Array()

/** All their bytes, where nothing acts between them. */
function bytesFrom(steps: readonly Step[]): Uint8Array | null {
  if (steps.some((step) => step.kind === 'act')) return null
  return Buffer.concat(steps.map((step) => (step.kind === 'bytes' ? step.bytes : none)))
}
