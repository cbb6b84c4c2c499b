import { existsSync } from 'node:fs'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { decideRestore, type RestoreDecision, type RestoreFacts } from '../../shared/domain/restore.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import type { AmbientPanes } from '../ambient-panes.ts'
import type { Conversations } from '../store/conversations.ts'
import type { Terminals } from '../supervision/terminals.ts'

export type RestoreOptions = {
  /** What was stored when the app came up; what was started since needs no restore. */
  readonly stored: readonly ConversationId[]
  readonly conversations: Conversations
  readonly terminals: Terminals
  readonly client: ApiClient
  readonly ambient: AmbientPanes
  readonly isKnownHarness: (name: string) => boolean
  readonly bury: (conversation: Conversation) => Promise<void>
  readonly launch: (conversation: Conversation) => Promise<void>
  readonly note: (conversation: Conversation, decision: RestoreDecision) => void
}

type RunFact = { readonly kind: RestoreFacts['run']; readonly run: RunItem | null }

/**
 * The second step of a restart: everything is on screen already, inert. Asks for the facts of each conversation, decides,
 * and carries out the decision. Returns those nobody could decide on yet. Only a run whose process never started is started; waking is the waker's, afterwards.
 */
export async function restoreConversations(options: RestoreOptions): Promise<readonly ConversationId[]> {
  const undecided: ConversationId[] = []
  for (const id of options.stored) {
    const isDecided = await restoreOne(options, id).catch(() => false) // asked again; one costs no other
    if (!isDecided) undecided.push(id)
  }
  return undecided
}

async function restoreOne(options: RestoreOptions, id: ConversationId): Promise<boolean> {
  const conversation = options.conversations.get(id)
  if (!conversation) return true
  const fact = await askForRun(options.client, conversation)
  const current = keepFacts(options, conversation, fact)
  const decision = decideRestore(restoreFacts(options, current, fact.kind))
  await carryOut(options, current, decision)
  options.note(current, decision)
  return decision.kind !== 'pending'
}

/** What a remote pane can be before anybody answered: on its run. */
export function viewRemotePanes(conversations: Conversations, ambient: AmbientPanes): void {
  for (const one of conversations.all.values())
    if (one.place === 'remote') ambient.apply(one.id, { kind: 'viewing' })
}

async function askForRun(client: ApiClient, conversation: Conversation): Promise<RunFact> {
  const run = await client.call('getRun', { params: { run_id: conversation.runId } })
  if (run.ok) return { kind: run.value.state, run: run.value }
  const isGone = run.error.kind === 'refused' && run.error.status === 404
  return { kind: isGone ? 'missing' : null, run: null }
}

function keepFacts(options: RestoreOptions, conversation: Conversation, fact: RunFact): Conversation {
  const { run } = fact
  if (!run) return conversation
  const kept = options.conversations.update(conversation.id, (now) => ({
    ...now,
    lastState: run.state,
    lastMessage: run.status_message?.message ?? '',
    isKilled: now.isKilled || run.is_killed,
    session: run.harness_session_id ?? now.session,
    // The service's cursor counts too: another app may have handled more of this family.
    cursor: Math.max(now.cursor, run.last_event_sequence ?? 0),
  }))
  return kept ?? conversation
}

const restoreFacts = (
  options: RestoreOptions,
  conversation: Conversation,
  run: RestoreFacts['run'],
): RestoreFacts => ({
  place: conversation.place,
  isKilled: conversation.isKilled,
  isKnownHarness: options.isKnownHarness(conversation.harness),
  run,
  terminal: options.terminals.fact(conversation.terminalId),
  isDirectoryThere: existsSync(conversation.directory),
  hasSession: conversation.session !== null,
})

async function carryOut(
  options: RestoreOptions,
  conversation: Conversation,
  decision: RestoreDecision,
): Promise<void> {
  if (decision.kind === 'start') return options.launch(conversation)
  if (decision.kind === 'tombstone') return options.bury(conversation)
  if (decision.kind !== 'dormant' || !decision.isInterrupted) return
  // Its process is gone and could not say so: the turn was cut off. Late and twice is harmless.
  const signal = { kind: 'exited' as const, session_id: conversation.session, exit_code: null }
  const told = await options.client.call('reportSignal', {
    params: { run_id: conversation.runId },
    body: { signal },
  })
  if (!told.ok) throw new Error(describeFailure(told.error))
}
