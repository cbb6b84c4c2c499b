import { Cloud } from 'lucide-react'
import type { AgentView } from '../../shared/contract/app.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import { ambientTones, ambientWords, statusLooks } from '../design/status-look.ts'
import { AgentTitle } from './agent-title.tsx'
import { AmbientProgress } from './ambient-progress.tsx'
import { AmbientTrouble } from './ambient-trouble.tsx'
import { FollowUp } from './follow-up.tsx'
import { PaneHeader } from './pane-header.tsx'
import { TerminalPlace } from './terminal-place.tsx'
import { WhyLine } from './why-line.tsx'
import './ambient.css'

type Props = { readonly paneId: PaneId; readonly agent: AgentView; readonly isFocused: boolean }

/** A remote agent at a distance: its live output, its state, a box to write to it. */
export function AmbientPane({ paneId, agent, isFocused }: Props) {
  const state = agent.ambient ?? 'Setup'
  return (
    <>
      <PaneHeader paneId={paneId} agent={agent}>
        <AgentTitle agent={agent} />
        <span className="grow" />
        {agent.executionNumber > 0 && (
          <span className="pane-execution">execution {agent.executionNumber}</span>
        )}
        <span className="pane-state toned" data-tone={ambientTones[state]} data-testid="ambient-state">
          <Cloud size={13} aria-label="cloud" />
          <span className="truncate">
            {state === 'AgentRunning' ? statusLooks[agent.status].word : ambientWords[state]}
          </span>
        </span>
      </PaneHeader>
      <TerminalPlace
        paneId={paneId}
        source={{ kind: 'output', conversationId: agent.conversationId }}
        isFocused={isFocused}
        label={`Output of ${agent.name}`}
        elsewhere={agent.name}
      />
      <div className="ambient-foot">
        <AmbientProgress state={state} executionNumber={agent.executionNumber} />
        <AmbientTrouble agent={agent} state={state} />
        <WhyLine agent={agent} />
        <FollowUp agent={agent} isFocused={isFocused} />
      </div>
    </>
  )
}
