import { Mail } from 'lucide-react'
import type { AgentView } from '../../shared/contract/app.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { useServices, useWindow } from '../services.ts'
import { paneNote } from '../state/pane-note.ts'
import './why-line.css'

/** One calm line at the bottom of an agent's pane: what it waits for and why it was woken or held. */
export function WhyLine({ agent }: { agent: AgentView }) {
  const { commands } = useServices()
  const now = useWindow((state) => state.now)
  const note = paneNote(agent, now)
  if (!note) return null
  const { lead, why, waitingMessages, canWake } = note
  return (
    <div
      className="why-line"
      data-note={note.tone}
      data-tone={statusLooks[agent.status].tone}
      data-testid="why"
    >
      <StatusIcon status={agent.status} />
      <span className="why-text" title={[lead, why].filter(Boolean).join('\n')}>
        {lead && <b>{lead}</b>}
        {lead && why && <span className="why-dot"> · </span>}
        {why}
      </span>
      {waitingMessages > 0 && (
        <span className="why-mail" data-testid="waiting-messages">
          <Mail size={12} aria-hidden />
          <span className="tabular">{waitingMessages}</span>
          <span className="why-mail-word">{waitingMessages === 1 ? 'message' : 'messages'}</span>
        </span>
      )}
      {canWake && (
        <button
          type="button"
          className="button small"
          data-testid="wake-now"
          onClick={() => void commands.wake(agent)}
        >
          Wake now
        </button>
      )}
    </div>
  )
}
