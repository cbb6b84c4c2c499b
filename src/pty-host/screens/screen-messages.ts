import type { TerminalColours } from '../../shared/contract/host.ts'
import type { ProgramSignal } from '../../shared/domain/program-signal.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { HistoryFacts } from '../history/history-format.ts'
import type { Capture } from '../mirror.ts'

// What the host's main thread and a thread of screens tell one another. Both are of one build, so nothing is parsed.

/** What a thread of screens is started with. */
export type ScreenThreadOptions = {
  readonly folder: string
  readonly bytesMax: number
  readonly colours: TerminalColours
}

/** Where the stream stands: on the alternate screen, at the start of a line, within a sequence or a character. */
export type CursorPlace = {
  readonly isAlternate: boolean
  readonly isLineStart: boolean
  readonly isMidSequence: boolean
}

/** Asked of a screen, answered after everything before it was parsed. */
export type ScreenQuestion =
  | { readonly kind: 'capture'; readonly scrollback: number }
  | { readonly kind: 'picture'; readonly scrollback: number } // a capture too, of a flood that is not read
  | { readonly kind: 'place' }
  | { readonly kind: 'parsed' }
  | { readonly kind: 'settle' } // everything so far is on the disk
  | { readonly kind: 'forget' } // its history is removed; nothing follows

export type ToScreen =
  | {
      readonly kind: 'open'
      readonly id: TerminalId
      readonly facts: HistoryFacts
      readonly isFresh: boolean
    }
  | { readonly kind: 'feed'; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly cols: number; readonly rows: number }
  | { readonly kind: 'facts'; readonly facts: HistoryFacts }
  | { readonly kind: 'ask'; readonly number: number; readonly question: ScreenQuestion }
  | { readonly kind: 'close' }

/** Main thread to screens: to one of them (by its number: ids may come again), or how all of them look from now on. */
export type ToScreens =
  | { readonly screen: number; readonly message: ToScreen }
  | { readonly colours: TerminalColours }

export type ScreenAnswer = Capture | CursorPlace | null

export type FromScreen =
  | { readonly kind: 'consumed'; readonly bytes: number } // parsed, or found to be seen by nobody
  | { readonly kind: 'reply'; readonly reply: string }
  | { readonly kind: 'title'; readonly title: string }
  | { readonly kind: 'directory'; readonly cwd: string }
  | { readonly kind: 'bell' }
  | { readonly kind: 'signal'; readonly signal: ProgramSignal }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: ScreenAnswer }
  | { readonly kind: 'trouble'; readonly trouble: string | null } // its history is not kept; null: it is again

/** Screens to the main thread. */
export type FromScreens = { readonly screen: number; readonly message: FromScreen } | { readonly log: string }
