import { SearchAddon, type ISearchOptions } from '@xterm/addon-search'
import type { Terminal } from '@xterm/xterm'
import { searchHitsMax } from '../limits.ts'
import type { searchMarks } from './terminal-theme.ts'

/** How a text is looked for. */
export type SearchWish = {
  readonly query: string
  readonly isRegex: boolean
  readonly isCaseSensitive: boolean
  readonly isWholeWord: boolean
}

/** Where a search stands: `position` counts from the newest hit, 0 while none is chosen; null is no search. */
export type SearchState = {
  readonly position: number
  readonly count: number
  readonly hasMore: boolean
} | null

/** Finds text in a terminal and its scrollback, the newest hit first; leaves nothing behind. */
export class TerminalSearch {
  readonly #terminal: Terminal
  readonly #addon = new SearchAddon({ highlightLimit: searchHitsMax })
  readonly #tell: (state: SearchState) => void
  #key = ''

  constructor(terminal: Terminal, tell: (state: SearchState) => void) {
    this.#terminal = terminal
    this.#tell = tell
    terminal.loadAddon(this.#addon)
    this.#addon.onDidChangeResults(({ resultIndex, resultCount }) => {
      if (this.#key === '') return
      const position = resultIndex < 0 ? 0 : resultCount - resultIndex
      this.#tell({ position, count: resultCount, hasMore: resultCount >= searchHitsMax })
    })
  }

  /** Goes to an older or newer hit; another wish begins with the newest. An expression that is none finds nothing. */
  find(wish: SearchWish, direction: 'older' | 'newer', decorations: ReturnType<typeof searchMarks>): void {
    if (wish.query === '') return this.end()
    const key = JSON.stringify(wish)
    const isNew = key !== this.#key
    this.#key = key
    if (wish.isRegex && !isExpression(wish.query)) {
      this.#clear()
      return this.#tell({ position: 0, count: 0, hasMore: false })
    }
    if (isNew) this.#clear()
    const { isRegex, isCaseSensitive, isWholeWord } = wish
    const options: ISearchOptions = {
      regex: isRegex,
      caseSensitive: isCaseSensitive,
      wholeWord: isWholeWord,
      decorations,
    }
    if (isNew || direction === 'older') this.#addon.findPrevious(wish.query, options)
    else this.#addon.findNext(wish.query, options)
  }

  end(): void {
    this.#key = ''
    this.#clear()
    this.#tell(null)
  }

  /** The chosen hit is a selection: it goes, too. */
  #clear(): void {
    this.#addon.clearDecorations()
    this.#terminal.clearSelection()
  }
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}
