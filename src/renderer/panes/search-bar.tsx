import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../services.ts'
import { changeUi } from '../state/window-store.ts'
import type { TerminalView } from '../terminals/terminal-view.ts'

/** Finds text in a terminal and its scrollback. */
export function SearchBar({ view }: { view: TerminalView }) {
  const { store } = useServices()
  const [query, setQuery] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const result = useStore(view.state, (state) => state.search)

  useEffect(() => {
    input.current?.focus()
    return () => view.endSearch()
  }, [view])

  const close = () => {
    changeUi(store, { searchPane: null })
    view.focus()
  }
  return (
    <search className="search-bar" aria-label="Find in the terminal">
      <input
        ref={input}
        value={query}
        placeholder="Find"
        aria-label="Find"
        spellCheck={false}
        data-testid="find-input"
        onChange={(event) => {
          setQuery(event.target.value)
          view.find(event.target.value, 'next')
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') view.find(query, event.shiftKey ? 'previous' : 'next')
          if (event.key === 'Escape') close()
        }}
      />
      <span className="search-count tabular" role="status" data-testid="find-count">
        {query !== '' && result && describe(result)}
      </span>
      <button
        type="button"
        className="icon-button small"
        aria-label="Previous"
        onClick={() => view.find(query, 'previous')}
      >
        <ArrowUp size={14} />
      </button>
      <button
        type="button"
        className="icon-button small"
        aria-label="Next"
        onClick={() => view.find(query, 'next')}
      >
        <ArrowDown size={14} />
      </button>
      <button type="button" className="icon-button small" aria-label="Close the search" onClick={close}>
        <X size={14} />
      </button>
    </search>
  )
}

const describe = ({ index, count }: { index: number; count: number }): string => {
  if (count === 0) return 'nothing'
  return index < 0 ? `${count}` : `${index + 1} of ${count}`
}
