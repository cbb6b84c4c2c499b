import type { AgentView } from '../../shared/contract/app.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { useView } from '../services.ts'
import { shortPath } from '../state/words.ts'

/** Shape, name, harness, directory: the left of an agent's pane header. */
export function AgentTitle({ agent }: { agent: AgentView }) {
  const home = useView((view) => view.homeDirectory)
  return (
    <>
      <StatusIcon status={agent.status} title={statusLooks[agent.status].word} />
      <b className="pane-name">{agent.name}</b>
      <span className="tag">{agent.harness}</span>
      <span className="pane-directory truncate" title={agent.directory}>
        {shortPath(agent.directory, home)}
      </span>
    </>
  )
}
