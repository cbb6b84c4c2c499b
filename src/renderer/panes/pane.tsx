import type { AgentView } from '../../shared/contract/app.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import type { PaneContent } from '../../shared/domain/layout.ts'
import { assertNever } from '../../shared/kernel/assert-never.ts'
import { useServices, useView } from '../services.ts'
import { findAgent } from '../state/families.ts'
import { AmbientPane } from './ambient-pane.tsx'
import { ShellPane } from './shell-pane.tsx'
import { TerminalPane } from './terminal-pane.tsx'

/** One place of the tab: says who has the keyboard, and shows what the pane holds. */
export function Pane({ paneId, isFocused }: { paneId: PaneId; isFocused: boolean }) {
  const { commands } = useServices()
  const content = useView((view) => view.layout.panes[paneId])
  const agent = useView((view) =>
    content && content.kind !== 'shell' ? findAgent(view.agents, content.conversationId) : undefined,
  )
  if (!content) return null
  const take = () => {
    if (!isFocused) void commands.focusPane(paneId)
  }
  return (
    <section
      className="pane"
      aria-label={agent ? `${agent.name}, ${agent.status}` : 'Shell'}
      data-focused={isFocused}
      data-pane={paneId}
      data-testid={`pane-${paneId}`}
      data-kind={content.kind}
      data-agent={agent?.name}
      data-state={agent?.ambient ?? agent?.status}
      onPointerDownCapture={take}
      onFocusCapture={take}
    >
      <Content paneId={paneId} content={content} agent={agent} isFocused={isFocused} />
    </section>
  )
}

type ContentProps = {
  readonly paneId: PaneId
  readonly content: PaneContent
  readonly agent: AgentView | undefined
  readonly isFocused: boolean
}

function Content({ paneId, content, agent, isFocused }: ContentProps) {
  switch (content.kind) {
    case 'shell':
      return <ShellPane paneId={paneId} content={content} isFocused={isFocused} />
    case 'terminal':
      return (
        agent && (
          <TerminalPane paneId={paneId} terminalId={content.terminalId} agent={agent} isFocused={isFocused} />
        )
      )
    case 'ambient':
      return agent && <AmbientPane paneId={paneId} agent={agent} isFocused={isFocused} />
    default:
      return assertNever(content)
  }
}
