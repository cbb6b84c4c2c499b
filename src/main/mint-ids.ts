import { randomUUID } from 'node:crypto'
import type { MintedIds } from '../shared/domain/conversation.ts'
import {
  ConversationId,
  HarnessSessionId,
  PaneId,
  RunId,
  TabId,
  TerminalId,
  WindowId,
} from '../shared/domain/ids.ts'

/** Makes the ids of a new conversation. */
export type MintIds = () => MintedIds & { readonly runId: RunId }

/** Random ones. */
export const mintIds: MintIds = () => ({
  id: ConversationId.parse(randomUUID()),
  runId: RunId.parse(randomUUID()),
  paneId: mintPaneId(),
  terminalId: mintTerminalId(),
  session: HarnessSessionId.parse(randomUUID()),
})

export const mintPaneId = (): PaneId => PaneId.parse(randomUUID())
export const mintTabId = (): TabId => TabId.parse(randomUUID())
export const mintWindowId = (): WindowId => WindowId.parse(randomUUID())
export const mintTerminalId = (): TerminalId => TerminalId.parse(randomUUID())
