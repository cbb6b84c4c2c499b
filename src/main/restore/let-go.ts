import { dropPane, windowWith } from '../../shared/domain/windows.ts'
import { pruneFamilies } from '../../shared/domain/prune.ts'
import { isEnded, type RunState } from '../../shared/domain/run.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { conversationsMax } from '../../shared/limits.ts'
import type { App } from '../app.ts'

/**
 * Lets the oldest families go when there are more conversations than a person can use. Their runs stay with the service;
 * here their records, hidden panes and screens end. Returns how many went.
 */
export async function letOldFamiliesGo(app: App, max = conversationsMax): Promise<number> {
  const { conversations, windows, terminals } = app
  const gone = pruneFamilies({ conversations: conversations.all, isInUse: (one) => isInUse(app, one) }, max)
  for (const id of gone) {
    const conversation = conversations.get(id)
    if (!conversation) continue
    windows.change((all) => (all.panes[conversation.paneId] ? dropPane(all, conversation.paneId) : all))
    if (conversation.terminalId !== null)
      await terminals.host?.forget(conversation.terminalId).catch(() => {}) // a screen that stays is bounded by itself
    conversations.remove(id)
  }
  return gone.length
}

/** What is not known counts as in use. */
function isInUse(app: App, conversation: Conversation): boolean {
  const terminal = app.terminals.fact(conversation.terminalId)
  if (terminal === 'alive' || terminal === 'unknown') return true
  if (conversation.isKilled) return false
  if (windowWith(app.windows.all, conversation.paneId) !== null) return true
  if (app.mailboxes.waitingCount(conversation.runId) > 0 || conversation.isPinned) return true
  return conversation.lastState === null || !isEnded(conversation.lastState as RunState | 'UNKNOWN') // stored from the service's word
}
