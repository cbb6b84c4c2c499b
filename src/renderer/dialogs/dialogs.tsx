import { Suspense } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { assertNever } from '../../shared/kernel/assert-never.ts'
import { ChangesDialog } from '../late-parts.ts'
import { Palette } from '../palette/palette.tsx'
import { useServices, useView, useWindow } from '../services.ts'
import { SettingsPage } from '../settings/settings-page.tsx'
import { findAgent } from '../state/families.ts'
import { countLines } from '../terminals/paste.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { MessageDialog } from './message-dialog.tsx'
import { PlacesDialog } from './places-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { StartAgentDialog } from './start-agent-dialog.tsx'

/** The dialog that is open, if any. */
export const Dialogs = () => (
  <Suspense fallback={null}>
    <OpenDialog />
  </Suspense>
)

function OpenDialog() {
  const { commands, terminals } = useServices()
  const agents = useView((view) => view.agents)
  const dialog = useWindow((state) => state.ui.dialog)
  const agent = useView((view) =>
    'conversationId' in dialog ? findAgent(view.agents, dialog.conversationId) : undefined,
  )
  switch (dialog.kind) {
    case 'none':
      return null
    case 'start-agent':
      return <StartAgentDialog parentId={dialog.parentId} templateId={dialog.templateId} />
    case 'message':
      return agent && <MessageDialog agent={agent} />
    case 'changes':
      return agent && <ChangesDialog agent={agent} />
    case 'rename':
      return agent && <RenameDialog agent={agent} />
    case 'confirm-kill':
      return (
        agent && (
          <ConfirmDialog
            title={`Kill ${agent.name}?`}
            confirm="Kill"
            tone="danger"
            testId="kill-dialog"
            onConfirm={() => void commands.kill(agent)}
          >
            {describeChildren(agents, agent)}Its process tree ends now, and nothing wakes it again. Killed
            stays killed; to pause it instead, use Stop.
          </ConfirmDialog>
        )
      )
    case 'confirm-paste':
      return (
        <ConfirmDialog
          title={`Paste ${countLines(dialog.text)} lines?`}
          confirm="Paste"
          tone="primary"
          testId="paste-dialog"
          onConfirm={() => terminals.get(dialog.paneId)?.pasteAnyway(dialog.text)}
        >
          The program in this pane does not tell a paste from typing: each line may run as it arrives.
          <pre className="paste-preview">{dialog.text.slice(0, 600)}</pre>
        </ConfirmDialog>
      )
    case 'confirm-close':
      return (
        <ConfirmDialog
          title={`Close the terminal in which ${dialog.running} runs?`}
          confirm="Close"
          tone="danger"
          testId="close-dialog"
          onConfirm={() => void commands.closePane(dialog.paneId, true)}
        >
          It can be brought back for a minute, with everything in it; then {dialog.running} ends.
        </ConfirmDialog>
      )
    case 'palette':
      return <Palette />
    case 'settings':
      return <SettingsPage />
    case 'places':
      return <PlacesDialog />
    default:
      return assertNever(dialog)
  }
}

/** Who loses a parent. */
function describeChildren(agents: readonly AgentView[], agent: AgentView): string {
  const count = agents.filter((one) => one.parentId === agent.conversationId).length
  if (count === 0) return ''
  return count === 1
    ? 'It has a child, which stays and loses its parent. '
    : `It has ${count} children, who stay and lose their parent. `
}
