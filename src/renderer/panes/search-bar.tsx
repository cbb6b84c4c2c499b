import { ArrowDown, ArrowUp, CaseSensitive, Regex, WholeWord, X } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../services.ts'
import { changeUi } from '../state/window-store.ts'
import type { SearchState, SearchWish } from '../terminals/terminal-search.ts'
import type { TerminalView } from '../terminals/terminal-view.ts'

const emptyWish: SearchWish = { query: '', isRegex: false, isCaseSensitive: false, isWholeWord: false }

/** Finds text in a terminal and its scrollback, the newest hit first; up goes to older ones. */
export function SearchBar({ view }: { view: TerminalView }) {
  const { store } = useServices()
  const [wish, setWish] = useState(emptyWish)
  const input = useRef<HTMLInputElement>(null)
  const result = useStore(view.state, (state) => state.search)

  useEffect(() => {
    input.current?.focus()
    return () => view.endSearch()
  }, [view])

  const change = (part: Partial<SearchWish>): void => {
    const next = { ...wish, ...part }
    setWish(next)
    view.find(next, 'older')
  }
  const close = (): void => {
    changeUi(store, { searchPane: null })
    view.focus()
  }
  return (
    <search className="search-bar" aria-label="Find in the terminal">
      <input
        ref={input}
        value={wish.query}
        placeholder="Find"
        aria-label="Find"
        spellCheck={false}
        data-testid="find-input"
        onChange={(event) => change({ query: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') view.find(wish, event.shiftKey ? 'newer' : 'older')
          if (event.key === 'Escape') close()
        }}
      />
      <span className="search-count tabular" role="status" data-testid="find-count">
        {wish.query !== '' && result && describe(result)}
      </span>
      <Toggle
        label="Match case"
        isOn={wish.isCaseSensitive}
        onToggle={(isCaseSensitive) => change({ isCaseSensitive })}
        icon={<CaseSensitive size={14} />}
      />
      <Toggle
        label="Whole words"
        isOn={wish.isWholeWord}
        onToggle={(isWholeWord) => change({ isWholeWord })}
        icon={<WholeWord size={14} />}
      />
      <Toggle
        label="Regular expression"
        isOn={wish.isRegex}
        onToggle={(isRegex) => change({ isRegex })}
        icon={<Regex size={14} />}
      />
      <button
        type="button"
        className="icon-button small"
        aria-label="Older"
        onClick={() => view.find(wish, 'older')}
      >
        <ArrowUp size={14} />
      </button>
      <button
        type="button"
        className="icon-button small"
        aria-label="Newer"
        onClick={() => view.find(wish, 'newer')}
      >
        <ArrowDown size={14} />
      </button>
      <button type="button" className="icon-button small" aria-label="Close the search" onClick={close}>
        <X size={14} />
      </button>
    </search>
  )
}

type ToggleProps = {
  readonly label: string
  readonly isOn: boolean
  readonly onToggle: (isOn: boolean) => void
  readonly icon: ReactNode
}

function Toggle({ label, isOn, onToggle, icon }: ToggleProps) {
  return (
    <button
      type="button"
      className="icon-button small search-toggle"
      aria-label={label}
      aria-pressed={isOn}
      title={label}
      onClick={() => onToggle(!isOn)}
    >
      {icon}
    </button>
  )
}

function describe(state: NonNullable<SearchState>): string {
  const { position, count, hasMore } = state
  if (count === 0) return 'nothing'
  const all = `${count}${hasMore ? '+' : ''}`
  return position === 0 ? all : `${position} of ${all}`
}
