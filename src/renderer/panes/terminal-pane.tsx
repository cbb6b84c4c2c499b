import { useState } from 'react'
import { useStore } from 'zustand'
import type { AgentView } from '../../shared/contract/app.ts'
import type { PaneId, TerminalId } from '../../shared/domain/ids.ts'
import { statusLooks } from '../design/status-look.ts'
import type { TerminalView } from '../terminals/terminal-view.ts'
import { AgentTitle } from './agent-title.tsx'
import { PaneHeader } from './pane-header.tsx'
import { TerminalPlace } from './terminal-place.tsx'
import { WhyLine } from './why-line.tsx'

type Props = {
  readonly paneId: PaneId
  readonly terminalId: TerminalId
  readonly agent: AgentView
  readonly isFocused: boolean
}

/** A local agent in its terminal. */
export function TerminalPane({ paneId, terminalId, agent, isFocused }: Props) {
  const [view, setView] = useState<TerminalView | null>(null)
  const look = statusLooks[agent.status]
  return (
    <>
      <PaneHeader paneId={paneId} agent={agent}>
        <AgentTitle agent={agent} />
        <span className="grow" />
        {view && <Restored view={view} />}
        <span className="pane-state toned" data-tone={look.tone}>
          {look.word}
        </span>
      </PaneHeader>
      <TerminalPlace
        paneId={paneId}
        source={{ kind: 'terminal', terminalId }}
        isFocused={isFocused}
        onView={setView}
        label={`Terminal of ${agent.name}`}
      />
      <WhyLine agent={agent} />
    </>
  )
}

/** The screen is that of a process that is gone. */
function Restored({ view }: { view: TerminalView }) {
  const isRestored = useStore(view.state, (state) => state.isRestored)
  return (
    isRestored && (
      <span className="tag" title="This screen comes from before a restart" data-testid="restored">
        restored
      </span>
    )
  )
}
