import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { PaneId } from '../../shared/domain/ids.ts'
import type { StreamSource } from '../connection/connection.ts'
import { bellFlashMs } from '../limits.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { useServices, useWindow } from '../services.ts'
import { changeUi } from '../state/window-store.ts'
import type { PlaceFound } from '../terminals/place-marks.ts'
import { TerminalView } from '../terminals/terminal-view.ts'
import { FileDrop } from './file-drop.tsx'
import { SearchBar } from './search-bar.tsx'
import { TerminalMenu } from './terminal-menu.tsx'
import './terminal-host.css'

export type TerminalHostProps = {
  readonly paneId: PaneId
  readonly source: StreamSource
  readonly isFocused: boolean
  /** Told when the terminal of this pane opens and when it goes. */
  readonly onView?: (view: TerminalView | null) => void
  readonly label: string
  /** Who works elsewhere: files of this machine are not there. */
  readonly elsewhere?: string
}

/** The place where a terminal lives while its pane is on screen; xterm itself is no part of React. */
export function TerminalHost({ paneId, source, isFocused, onView, label, elsewhere }: TerminalHostProps) {
  const { terminals, store, heldKeys } = useServices()
  const host = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<TerminalView | null>(null)
  const sourceId = source.kind === 'terminal' ? source.terminalId : source.conversationId

  useEffect(() => {
    if (!host.current) return
    const mounted = terminals.mount(paneId, host.current, source, (options) => new TerminalView(options))
    setView(mounted)
    onView?.(mounted)
    return () => {
      terminals.unmount(paneId, mounted)
      setView(null)
      onView?.(null)
    }
    // the source is new data in each view; only another id is another terminal
    // oxlint-disable-next-line react/exhaustive-deps
  }, [terminals, paneId, source.kind, sourceId])

  useEffect(() => {
    const isFree = store.getState().ui.dialog.kind === 'none'
    if (!isFocused || !view || !isFree || source.kind !== 'terminal') return
    view.focus()
    view.press(heldKeys.take(paneId))
  }, [isFocused, view, store, source.kind, heldKeys, paneId])

  return (
    <div className="terminal-area" data-kind={source.kind}>
      <FileDrop view={source.kind === 'terminal' ? view : null} elsewhere={elsewhere ?? null}>
        <TerminalMenu view={view}>
          <div
            ref={host}
            className="terminal-host"
            role="group"
            aria-label={label}
            data-testid={`terminal-${paneId}`}
            translate="no"
          />
        </TerminalMenu>
      </FileDrop>
      {view && <Overlay paneId={paneId} view={view} />}
      {view && <PlaceToGo paneId={paneId} view={view} />}
    </div>
  )
}

/** Goes where somebody wants to go in this scrollback, and says so when the place is not there any more. */
function PlaceToGo({ paneId, view }: { paneId: PaneId; view: TerminalView }) {
  const { store, commands } = useServices()
  const place = useWindow(({ ui }) => (ui.goTo?.paneId === paneId ? ui.goTo.place : null))
  const isReplaying = useStore(view.state, (state) => state.isReplaying)
  useEffect(() => {
    if (place === null || isReplaying) return
    changeUi(store, { goTo: null })
    const words = placeWords[view.goToPlace(place)]
    if (words) commands.toast(...words)
  }, [place, isReplaying, view, store, commands])
  return null
}

const placeWords: Readonly<Record<PlaceFound, readonly [title: string, detail: string] | null>> = {
  exact: null,
  near: ['This is the place before it', 'Where it happened itself is not marked in the scrollback.'],
  'scrolled-out': [
    'The place is not there any more',
    'It was scrolled out or cleared; terminals keep 10,000 lines.',
  ],
  unmarked: ['The place is not there', 'Nothing that happened is marked in this scrollback.'],
}

/** What lies over a terminal: the search, a bell, the reason why nothing comes. */
function Overlay({ paneId, view }: { paneId: PaneId; view: TerminalView }) {
  const isSearching = useWindow((state) => state.ui.searchPane === paneId)
  const problem = useStore(view.state, (state) => state.problem)
  const control = useStore(view.state, (state) => state.control)
  const bells = useStore(view.state, (state) => state.bells)
  const hovered = useStore(view.state, (state) => state.hovered)
  const { isMac } = useServices()
  return (
    <>
      {isSearching && <SearchBar view={view} />}
      {problem && (
        <p className="terminal-problem" role="status">
          Not attached: {problem}
        </p>
      )}
      {control === 'other' && (
        <p className="terminal-problem" role="status">
          Another window types here.{' '}
          <button type="button" className="take-control" onClick={() => view.takeControl()}>
            Take over
          </button>
        </p>
      )}
      {hovered !== null && (
        <p className="hovered-link" data-testid="hovered-link">
          <b>{isMac ? '⌘' : 'Ctrl'}+click</b> {hovered}
        </p>
      )}
      <Bell key={bells} bells={bells} />
    </>
  )
}

function Bell({ bells }: { bells: number }) {
  const [isRinging, setRinging] = useState(bells > 0)
  useEffect(() => {
    const timer = systemClock.after(bellFlashMs, () => setRinging(false))
    return () => timer.dispose()
  }, [])
  return isRinging && <div className="bell" aria-hidden />
}
