import type { ReactNode } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import type { AmbientState } from '../../shared/domain/ambient.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { useServices } from '../services.ts'

/** A state that does not go on by itself, said in words with what can be done. */
export function AmbientTrouble({ agent, state }: { agent: AgentView; state: AmbientState }) {
  const { commands } = useServices()
  if (state === 'Failed')
    return (
      <Trouble
        tone="failed"
        icon={<StatusIcon status="failed" size={16} />}
        title="The run failed"
        detail={agent.detail}
      >
        {agent.followUp.can ? 'A follow-up tries again in the same run.' : agent.followUp.because}
      </Trouble>
    )
  if (state === 'NeedsAuth') {
    const url = /https?:\/\/\S+/.exec(agent.detail)?.[0]
    return (
      <Trouble
        tone="blocked"
        icon={<StatusIcon status="blocked" size={16} />}
        title="Signing in is needed"
        detail={agent.detail}
      >
        {url && (
          <button type="button" className="button small" onClick={() => void commands.openLink(url)}>
            Open the sign-in page
          </button>
        )}
      </Trouble>
    )
  }
  if (state === 'Cancelled')
    return (
      <Trouble
        tone="idle"
        icon={<StatusIcon status="cancelled" size={16} />}
        title="The run was cancelled"
        detail={agent.detail}
      >
        {agent.followUp.can ? 'A follow-up goes on in the same run.' : agent.followUp.because}
      </Trouble>
    )
  return null
}

type TroubleProps = { tone: string; icon: ReactNode; title: string; detail: string; children: ReactNode }

function Trouble({ tone, icon, title, detail, children }: TroubleProps) {
  return (
    <div className="trouble" data-tone={tone} role="status" data-testid="ambient-trouble">
      {icon}
      <div className="grow">
        <b>{title}</b>
        {detail && <p>{detail}</p>}
        <p className="trouble-next">{children}</p>
      </div>
    </div>
  )
}
