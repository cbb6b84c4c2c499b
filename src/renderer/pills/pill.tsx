import { memo, useEffect, useRef } from 'react'
import { PreviewCard } from '@base-ui/react/preview-card'
import { Cloud, Mail, Pin } from 'lucide-react'
import type { AgentView } from '../../shared/contract/app.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { hoverCardDelayMs } from '../limits.ts'
import { useServices } from '../services.ts'
import type { RollUp } from '../state/pill-order.ts'
import { AgentMenu } from './agent-menu.tsx'
import { HoverCard, notWhenFocusReturns } from './hover-card.tsx'

type Props = {
  readonly agent: AgentView
  readonly role: 'parent' | 'child'
  readonly isCurrent: boolean
  /** How many stand below a child, and who of them needs a look most. */
  readonly below: RollUp | null
}

/** An agent of the family: shape, name and word of its state. A click shows it in this place. */
export const Pill = memo(function Pill({ agent, role, isCurrent, below }: Props) {
  const { commands, focusPane } = useServices()
  const look = statusLooks[agent.status]
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isCurrent) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isCurrent])
  const reveal = (where: 'swap' | 'split') =>
    void commands.reveal(agent, where).then((isShown) => isShown && focusPane(agent.paneId))
  return (
    <PreviewCard.Root onOpenChange={notWhenFocusReturns}>
      <AgentMenu agent={agent}>
        <PreviewCard.Trigger
          delay={hoverCardDelayMs}
          closeDelay={80}
          render={
            <button
              ref={button}
              type="button"
              className="pill"
              data-role={role}
              data-tone={look.tone}
              data-state={agent.status}
              data-testid={`pill-${agent.name}`}
              aria-current={isCurrent}
              tabIndex={isCurrent ? 0 : -1}
              onClick={(event) => reveal(event.ctrlKey || event.metaKey ? 'split' : 'swap')}
              onMouseDown={(event) => event.button === 1 && event.preventDefault()}
              onAuxClick={(event) => event.button === 1 && reveal('split')}
            />
          }
        >
          <StatusIcon status={agent.status} />
          <span className="pill-name">{agent.name}</span>
          <span className="pill-word toned">{look.word}</span>
          {below && (
            <span className="pill-below tabular" data-tone={statusLooks[below.worst].tone}>
              <StatusIcon
                status={below.worst}
                size={11}
                title={`${below.count} below, one ${statusLooks[below.worst].word}`}
              />
              {below.count}
            </span>
          )}
          {agent.waitingMessages > 0 && (
            <span className="letters tabular">
              <Mail size={11} aria-label="waiting messages" />
              {agent.waitingMessages}
            </span>
          )}
          {agent.place === 'remote' && <Cloud size={12} className="pill-mark" aria-label="cloud" />}
          {agent.isPinned && <Pin size={11} className="pill-mark" aria-label="pinned" />}
        </PreviewCard.Trigger>
      </AgentMenu>
      <PreviewCard.Portal>
        <PreviewCard.Positioner sideOffset={8} align="start" className="positioner">
          <PreviewCard.Popup className="hover-card" role="region" aria-label={`About ${agent.name}`}>
            <HoverCard agent={agent} />
          </PreviewCard.Popup>
        </PreviewCard.Positioner>
      </PreviewCard.Portal>
    </PreviewCard.Root>
  )
})
