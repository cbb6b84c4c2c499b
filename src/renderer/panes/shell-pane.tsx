import { RotateCcw, SquareTerminal } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { PaneId } from '../../shared/domain/ids.ts'
import type { PaneContent } from '../../shared/domain/layout.ts'
import { useServices, useView } from '../services.ts'
import { shortPath } from '../state/words.ts'
import type { TerminalView } from '../terminals/terminal-view.ts'
import { PaneHeader } from './pane-header.tsx'
import { TerminalPlace } from './terminal-place.tsx'
import './why-line.css'

type Props = {
  readonly paneId: PaneId
  readonly content: PaneContent & { kind: 'shell' }
  readonly isFocused: boolean
}

/** A plain shell. */
export function ShellPane({ paneId, content, isFocused }: Props) {
  const home = useView((view) => view.homeDirectory)
  const told = useView((view) => view.terminals[content.terminalId]?.directory)
  const directory = told ?? content.directory
  const [view, setView] = useState<TerminalView | null>(null)
  return (
    <>
      <PaneHeader paneId={paneId}>
        <SquareTerminal size={14} aria-hidden />
        <b className="pane-name">shell</b>
        <span className="pane-directory truncate" title={directory}>
          {shortPath(directory, home)}
        </span>
        <span className="grow" />
      </PaneHeader>
      <TerminalPlace
        paneId={paneId}
        source={{ kind: 'terminal', terminalId: content.terminalId }}
        isFocused={isFocused}
        onView={setView}
        label="Shell"
      />
      {view && <ShellExit view={view} paneId={paneId} />}
    </>
  )
}

function ShellExit({ view, paneId }: { view: TerminalView; paneId: PaneId }) {
  const { commands } = useServices()
  const exit = useStore(view.state, (state) => state.exit)
  if (!exit) return null
  return (
    <div className="why-line" data-testid="exit" role="status">
      <span className="grow">
        <b>The shell has ended</b>{' '}
        {exit.signal
          ? `by signal ${exit.signal}`
          : exit.exitCode !== 0 && exit.exitCode !== null && `with exit code ${exit.exitCode}`}
      </span>
      <button
        type="button"
        className="button small"
        data-testid="restart-shell"
        onClick={() => void commands.restartShell(paneId)}
      >
        <RotateCcw size={12} aria-hidden />
        Start it again
      </button>
    </div>
  )
}
