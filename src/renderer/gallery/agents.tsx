import type { AgentView } from '../../shared/contract/app.ts'
import { AmbientState } from '../../shared/domain/ambient.ts'
import { Sidebar } from '../frame/sidebar.tsx'
import { TabProgress } from '../frame/tab-progress.tsx'
import { AmbientProgress } from '../panes/ambient-progress.tsx'
import { AmbientTrouble } from '../panes/ambient-trouble.tsx'
import '../panes/ambient.css'
import { WhyLine } from '../panes/why-line.tsx'
import { HoverCard } from '../pills/hover-card.tsx'
import { Pill } from '../pills/pill.tsx'
import '../pills/pills.css'
import { useView } from '../services.ts'
import { Part } from './part.tsx'

/** Everything that shows one agent, for agents in all states. */
export function Agents() {
  const agents = useView((view) => view.agents)
  const byStatus = [
    ...new Map(agents.toReversed().map((agent) => [agent.status, agent])).values(),
  ].toReversed()
  const carded = byStatus.filter(({ status }) =>
    ['blocked', 'dormant', 'waking', 'unreachable'].includes(status),
  )
  const remote = agents.find((agent) => agent.place === 'remote')
  return (
    <>
      <Part title="Pills">
        <div className="gallery-row">
          {byStatus.map((agent, index) => (
            <Pill
              key={agent.conversationId}
              agent={agent}
              role={index === 0 ? 'parent' : 'child'}
              isCurrent={index === 0}
              below={index === 2 ? { count: 3, worst: 'failed' } : null}
            />
          ))}
        </div>
      </Part>
      <div className="gallery-sidebar-and-cards">
        <Part title="The sidebar">
          <div className="gallery-sidebar">
            <Sidebar />
          </div>
        </Part>
        <Part title="Cards under the pointer">
          <div className="gallery-cards">
            {carded.map((agent) => (
              <div
                key={agent.conversationId}
                className="hover-card"
                role="region"
                aria-label={`About ${agent.name}`}
              >
                <HoverCard agent={agent} />
              </div>
            ))}
          </div>
        </Part>
      </div>
      <Part title="Why: the line below a pane">
        <div className="gallery-grid">
          {byStatus.map((agent) => (
            <WhyLine key={agent.conversationId} agent={agent} />
          ))}
        </div>
      </Part>
      {remote && (
        <Part title="A remote pane on its way, and in trouble">
          <div className="gallery-grid">
            {AmbientState.options.map((state) => (
              <Ambient key={state} agent={remote} state={state} />
            ))}
          </div>
        </Part>
      )}
      <Part title="Progress of a program, at its tab">
        <div className="gallery-row">
          {(['normal', 'paused', 'error'] as const).map((state) => (
            <span key={state} className="gallery-progress">
              {state}
              <TabProgress progress={{ state, share: 60 }} />
            </span>
          ))}
        </div>
      </Part>
    </>
  )
}

function Ambient({ agent, state }: { agent: AgentView; state: AmbientState }) {
  const detail = state === 'NeedsAuth' ? 'sign in at https://example.com/device' : 'exit code 3 after 40 s'
  return (
    <>
      <AmbientProgress state={state} executionNumber={state === 'Setup' ? 0 : 2} />
      <AmbientTrouble agent={{ ...agent, detail }} state={state} />
    </>
  )
}
