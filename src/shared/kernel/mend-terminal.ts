import { boundCounts } from './bounded-counts.ts'
import { eraseAboveLastColumn } from './erase-above.ts'
import { guardParsing } from './parse-guard.ts'
import { keepScreenInReflow } from './reflow-overflow.ts'

/**
 * Mends what xterm 6.0.0 does wrong wherever it parses, in a page and in a mirror; each file says what, and its test shows it.
 * `tell` is told of output that could not be parsed.
 */
export function mendTerminal(terminal: object, tell: (because: string) => void): void {
  keepScreenInReflow(terminal)
  eraseAboveLastColumn(terminal)
  boundCounts(terminal)
  guardParsing(terminal, tell)
}
