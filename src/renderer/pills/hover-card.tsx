import type { AgentView } from '../../shared/contract/app.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { AnswerBar } from '../side/answer-bar.tsx'
import { useView, useWindow } from '../services.ts'
import { count, formatAge, shortPath } from '../state/words.ts'

/** What the pill has no room for. */
export function HoverCard({ agent }: { agent: AgentView }) {
  const home = useView((view) => view.homeDirectory)
  const harness = useView((view) => view.harnesses.find((one) => one.name === agent.harness))
  const now = useWindow((state) => state.now)
  const look = statusLooks[agent.status]
  return (
    <>
      <header className="hover-head" data-tone={look.tone}>
        <StatusIcon status={agent.status} size={16} />
        <b className="truncate">{agent.name}</b>
        <span className="toned">{look.word}</span>
        <span className="grow" />
        <span className="hover-age">{formatAge(agent.changedAt, now)}</span>
      </header>
      {agent.detail && <p className="hover-detail">{agent.detail}</p>}
      {agent.status === 'blocked' && <AnswerBar agent={agent} />}
      <dl className="facts">
        <dt>Directory</dt>
        <dd className="mono">{shortPath(agent.directory, home)}</dd>
        {agent.branch && (
          <>
            <dt>Branch</dt>
            <dd className="mono">{agent.branch}</dd>
          </>
        )}
        <dt>Harness</dt>
        <dd>
          {harness?.displayName ?? agent.harness}
          {agent.model && ` · ${agent.model}`}
        </dd>
        <dt>Place</dt>
        <dd>{agent.place === 'local' ? 'this machine' : `cloud, execution ${agent.executionNumber}`}</dd>
        {agent.waitingMessages > 0 && (
          <>
            <dt>Mailbox</dt>
            <dd>{count(agent.waitingMessages, 'message')} waiting</dd>
          </>
        )}
        {agent.wakeReason && (
          <>
            <dt>Last wake</dt>
            <dd>{agent.wakeReason}</dd>
          </>
        )}
      </dl>
    </>
  )
}
