import type { Step } from './step-queue.ts'
import { coloursOf, firstLineStart, PlainRun } from './scrolled-out.ts'

/** What may be left out: all steps before `step`, and `instead` stands for that one. */
export type Cut = { readonly step: number; readonly instead: Uint8Array; readonly savedBytes: number }

/**
 * Finds the part of a flood that need not be parsed: plain coloured lines that `linesKept` plain lines behind them push
 * out of the scrollback before anybody can see them. All that is left of them are the colours in force. The caller makes
 * sure that the stream stands on plain text and the screen is the normal one, with its whole height as scroll region.
 */
export class FloodCut {
  #run: PlainRun | null = null
  #lines: number[] = [] // ended by each step, from #from on
  #from = 0

  /** The steps are others now. */
  reset(): void {
    this.#run = null
    this.#lines = []
  }

  /** Whether everything from `next` on is a plain run: nothing in it wants an answer or tells anything. */
  isPlain(steps: readonly Step[], next: number): boolean {
    const run = this.#read(steps, next)
    return !run.isBroken && this.#from + this.#lines.length >= steps.length
  }

  /** Where the plain run ends that begins with `next`: the first step that is no whole part of it. */
  plainEnd(steps: readonly Step[], next: number): number {
    const { isBroken } = this.#read(steps, next)
    return this.#from + this.#lines.length - (isBroken ? 1 : 0)
  }

  #read(steps: readonly Step[], next: number): PlainRun {
    if (this.#run?.isBroken && next >= this.#from + this.#lines.length) this.reset() // behind what broke it
    if (this.#run === null) this.#from = next
    const run = (this.#run ??= new PlainRun())
    for (let at = this.#from + this.#lines.length; !run.isBroken; at += 1) {
      const step = steps[at]
      if (!step || step.kind === 'act') break
      this.#lines.push(step.kind === 'bytes' ? run.countLines(step.bytes) : 0) // work only looks
    }
    return run
  }

  /** The first `count` steps were taken away. */
  shift(count: number): void {
    this.#lines.splice(0, Math.max(0, count - this.#from))
    this.#from = Math.max(0, this.#from - count)
  }

  /** Looks at the steps from `next` to the first that acts; each is read once. */
  find(steps: readonly Step[], next: number, linesKept: number): Cut | null {
    this.#read(steps, next)
    let lines = 0
    for (let at = this.#from + this.#lines.length - 1; at > next; at -= 1) {
      lines += this.#lines[at - this.#from] ?? 0
      if (lines >= linesKept) return cutBefore(steps, next, at - 1)
    }
    return null
  }
}

/** Leaves out everything up to the first line that begins in `step`. */
function cutBefore(steps: readonly Step[], next: number, step: number): Cut | null {
  const bytesOf = (at: number): Uint8Array => {
    const one = steps[at]
    return one?.kind === 'bytes' ? one.bytes : new Uint8Array()
  }
  const last = bytesOf(step)
  const start = firstLineStart(last)
  if (start === -1 || step <= next) return null
  let colours = ''
  // Mostly the last pieces hold a reset; a sequence may be cut between two of them.
  for (const from of [step, Math.max(next, step - 1), next]) {
    const pieces = Array.from({ length: step - from }, (_, index) => bytesOf(from + index))
    const before = last.subarray(0, start)
    colours = coloursOf(pieces.length === 0 ? before : Buffer.concat([...pieces, before]))
    if (hasReset(colours)) break
  }
  const instead = Buffer.concat([Buffer.from(`${colours}\r`), last.subarray(start)])
  let before = last.byteLength
  for (let at = next; at < step; at += 1) before += bytesOf(at).byteLength
  return { step, instead, savedBytes: before - instead.byteLength }
}

const hasReset = (colours: string): boolean => /^\x1b\[0*[;m]/.test(colours) // oxlint-disable-line no-control-regex
