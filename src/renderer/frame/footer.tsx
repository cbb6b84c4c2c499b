import type { AppView } from '../../shared/contract/app.ts'
import type { AgentStatus } from '../../shared/domain/agent-status.ts'
import { useView, useWindow } from '../services.ts'
import { needsPerson } from '../state/families.ts'
import './footer.css'

const workingStatuses: ReadonlySet<AgentStatus> = new Set(['working', 'starting', 'waking'])
const restingStatuses: ReadonlySet<AgentStatus> = new Set(['dormant', 'waiting'])

/** What runs behind the window, and how many are at what. */
export function Footer() {
  const connection = useWindow((state) => state.connection)
  const service = useView((view) => view.service)
  const ptyHost = useView((view) => view.ptyHost)
  const worker = useView((view) => view.worker)
  const wakes = useView((view) => view.wakesThisHour)
  const agents = useView((view) => view.agents)
  const count = (statuses: ReadonlySet<AgentStatus>) =>
    agents.filter((agent) => statuses.has(agent.status)).length
  const needing = needsPerson(agents).length
  return (
    <footer className="footer tabular" aria-label="Status">
      <Background
        name="service"
        state={connection === 'reconnecting' ? 'starting' : service.state}
        detail={service.detail}
      >
        {service.state === 'ready' ? (
          <b>#{service.lastSequence.toLocaleString('en')}</b>
        ) : (
          <b>{service.state}</b>
        )}
      </Background>
      {ptyHost.state !== 'ready' && (
        <Background name="terminals" state={ptyHost.state} detail={ptyHost.detail}>
          <b>{ptyHost.state}</b>
        </Background>
      )}
      <Background
        name={worker.max === null ? 'workers' : 'worker'}
        state={worker.state}
        detail={worker.detail}
      >
        {worker.state === 'ready' ? (
          <>
            <b>{worker.working}</b> {worker.max === null ? 'at work' : `of ${worker.max}`}
          </>
        ) : (
          <b>{worker.state}</b>
        )}
      </Background>
      <span className="grow" />
      <span>
        working <b>{count(workingStatuses)}</b>
      </span>
      {needing > 0 && (
        <span className="toned" data-tone="blocked">
          needs you <b>{needing}</b>
        </span>
      )}
      <span>
        dormant <b>{count(restingStatuses)}</b>
      </span>
      <span>
        wakes this hour <b>{wakes}</b>
      </span>
    </footer>
  )
}

type BackgroundProps = {
  name: string
  state: AppView['service']['state']
  detail: string
  children: React.ReactNode
}

/** A background process: a dot, its name, its number. */
function Background({ name, state, detail, children }: BackgroundProps) {
  return (
    <span
      className="background"
      data-state={state}
      title={detail || undefined}
      data-testid={`background-${name}`}
    >
      <span className="dot" aria-hidden />
      {name} {children}
    </span>
  )
}
