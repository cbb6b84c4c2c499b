import type { PreviewCard } from '@base-ui/react/preview-card'
import { Columns2, Mail, PanelTop, Pin, PinOff } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { IconButton } from '../design/icon-button.tsx'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { AnswerBar } from '../side/answer-bar.tsx'
import { useServices, useView, useWindow } from '../services.ts'
import { detailOf, wakesOnWords } from '../state/agent-words.ts'
import { openDialog } from '../state/window-store.ts'
import { count, formatAge, shortPath } from '../state/words.ts'

/** A card opens for whoever comes by keyboard, not because a menu or another window gave the focus back. */
export function notWhenFocusReturns(isOpen: boolean, details: PreviewCard.Root.ChangeEventDetails): void {
  const isReturn = details.event instanceof FocusEvent && details.event.relatedTarget === null
  if (isOpen && details.reason === 'trigger-focus' && isReturn) details.cancel()
}

/** What a pill or a row has no room for, and what is done most. */
export function HoverCard({ agent }: { agent: AgentView }) {
  const detail = useWindow(({ now }) => detailOf(agent, now))
  const age = useWindow(({ now }) => formatAge(agent.changedAt, now))
  const look = statusLooks[agent.status]
  return (
    <>
      <div className="hover-head" data-tone={look.tone}>
        <StatusIcon status={agent.status} size={16} />
        <b className="truncate">{agent.name}</b>
        <span className="toned">{look.word}</span>
        <span className="grow" />
        <span className="hover-age">{age}</span>
      </div>
      {detail && <p className="hover-detail">{detail}</p>}
      {agent.status === 'blocked' && <AnswerBar agent={agent} />}
      <Facts agent={agent} />
      <Actions agent={agent} />
    </>
  )
}

function Facts({ agent }: { agent: AgentView }) {
  const home = useView((view) => view.homeDirectory)
  const harness = useView((view) => view.harnesses.find((one) => one.name === agent.harness))
  const wakesOn = useWindow(({ now }) => wakesOnWords(agent, now))
  const { task, branch, waitingMessages, wakeReason } = agent
  return (
    <dl className="facts">
      {task && <Fact name="Task">{task.length > 160 ? `${task.slice(0, 160)}…` : task}</Fact>}
      <Fact name="Directory" isMono>
        {shortPath(agent.directory, home)}
      </Fact>
      {branch && (
        <Fact name="Branch" isMono>
          {branch}
        </Fact>
      )}
      <Fact name="Harness">
        {harness?.displayName ?? agent.harness}
        {agent.model && ` · ${agent.model}`}
      </Fact>
      <Fact name="Place">{placeWords(agent)}</Fact>
      {agent.wakesOn.length > 0 && <Fact name="Wakes on">{wakesOn}</Fact>}
      {waitingMessages > 0 && <Fact name="Mailbox">{count(waitingMessages, 'message')} waiting</Fact>}
      {wakeReason && <Fact name="Last wake">{wakeReason}</Fact>}
    </dl>
  )
}

const placeWords = ({ place, at, executionNumber }: AgentView): string =>
  place === 'local' ? 'this machine' : `${at ?? 'cloud'}, execution ${executionNumber}`

function Fact({ name, isMono = false, children }: { name: string; isMono?: boolean; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={isMono ? 'mono' : undefined}>{children}</dd>
    </>
  )
}

function Actions({ agent }: { agent: AgentView }) {
  const { commands, focusPane, store } = useServices()
  const { conversationId, isPinned } = agent
  const reveal = (where: 'split' | 'tab') => () =>
    void commands.reveal(agent, where).then((isShown) => isShown && focusPane(agent.paneId))
  return (
    <div className="hover-actions">
      <IconButton
        label={isPinned ? 'Unpin' : 'Pin'}
        size="small"
        icon={isPinned ? <PinOff size={14} /> : <Pin size={14} />}
        onClick={() => void commands.pin(agent, !isPinned)}
      />
      <IconButton
        label="Open in new pane"
        size="small"
        icon={<Columns2 size={14} />}
        onClick={reveal('split')}
      />
      <IconButton
        label="Open in new tab"
        size="small"
        icon={<PanelTop size={14} />}
        onClick={reveal('tab')}
      />
      <IconButton
        label="Write a message"
        size="small"
        icon={<Mail size={14} />}
        onClick={() => openDialog(store, { kind: 'message', conversationId })}
      />
      <span className="grow" />
      <span className="hover-hint">right click for more</span>
    </div>
  )
}
