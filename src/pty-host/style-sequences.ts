import { styleSequencesMax } from '../shared/terminal-limits.ts'
import { styleSequence, type StyledCell } from './cell-style.ts'
import { isSimpleStyle } from './line-cells.ts'

/** The sequences of styles that were met before: a screen has few, and meets each a thousand times. */
export class StyleSequences {
  #byForeground = new Map<number, Map<number, string>>()
  #count = 0

  /** The sequence that gives what is written next the style of this cell, whatever was set before. */
  of(cell: StyledCell): string {
    const { fg, bg } = cell
    if (fg === undefined || bg === undefined || !isSimpleStyle(bg)) return styleSequence(cell)
    let byBackground = this.#byForeground.get(fg)
    const known = byBackground?.get(bg)
    if (known !== undefined) return known
    if (this.#count >= styleSequencesMax) {
      this.#byForeground = new Map()
      this.#count = 0
      byBackground = undefined
    }
    const sequence = styleSequence(cell)
    if (byBackground === undefined) this.#byForeground.set(fg, (byBackground = new Map()))
    byBackground.set(bg, sequence)
    this.#count += 1
    return sequence
  }
}
