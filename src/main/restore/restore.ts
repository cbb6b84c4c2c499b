import { existsSync } from 'node:fs'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { rootOf } from '../../shared/domain/family.ts'
import type { ConversationId, RunId } from '../../shared/domain/ids.ts'
import {
  decideRestore,
  type PendingReason,
  type RestoreDecision,
  type RestoreFacts,
} from '../../shared/domain/restore.ts'
import type { AmbientPanes } from '../ambient-panes.ts'
import type { Conversations } from '../store/conversations.ts'
import type { Terminals } from '../supervision/terminals.ts'
import { askForRun, listFamilies, runOfFact, type RunFact } from './family-runs.ts'

export type RestoreOptions = {
  readonly conversations: Conversations
  readonly terminals: Terminals
  readonly client: ApiClient
  readonly ambient: AmbientPanes
  readonly isKnownHarness: (name: string) => boolean
  readonly isSessionThere: (conversation: Conversation) => boolean
  /** Where the run is carried out, when that changed while the app was away. */
  readonly followPlace: (conversation: Conversation, run: RunItem) => Promise<Conversation>
  /** What an agent's turn was cut off at, in words. */
  readonly cutAt: (conversation: Conversation) => string | null
  readonly bury: (conversation: Conversation) => Promise<void>
  readonly launch: (conversation: Conversation) => Promise<void>
  readonly note: (conversation: Conversation, decision: RestoreDecision) => void
  /** How many messages wait for a run, as the service says. */
  readonly noteMail: (runId: RunId, waiting: number) => void
}

/** One that nobody could decide on yet, and why. */
export type Undecided = { readonly id: ConversationId; readonly because: PendingReason }

/** What one round of a restore found: who stays undecided, and the runs of the families that nobody here knew. */
export type Restored = {
  readonly undecided: readonly Undecided[]
  readonly unknownRuns: readonly RunItem[]
}

/**
 * The second step of a restart: everything is on screen already, inert. Asks once for all families (never once for each
 * child), decides on the facts of each conversation, and carries that out. `stored` in the order of who is looked at
 * first. Only a run whose process never started is started; waking is the waker's, afterwards.
 */
export async function restoreConversations(
  stored: readonly ConversationId[],
  options: RestoreOptions,
): Promise<Restored> {
  const { conversations, client, noteMail } = options
  const listed = await listFamilies(client, rootsOf(stored, conversations))
  const runs = listed.ok ? listed.value : []
  const told = new Map(runs.map((run) => [run.run_id, run]))
  for (const run of runs) if (run.pending_messages !== undefined) noteMail(run.run_id, run.pending_messages)
  const factOf = async ({ runId }: Conversation): Promise<RunFact> => {
    if (!listed.ok) return { kind: listed.error } // no answer for all of them is none for each
    const run = told.get(runId)
    return run ? { kind: 'told', run } : askForRun(client, runId)
  }
  const undecided: Undecided[] = []
  for (const id of stored) {
    // One costs no other, and is asked for again.
    const because = await restoreOne(id, factOf, options).catch(() => 'service-not-reached' as const)
    if (because !== null) undecided.push({ id, because })
  }
  return { undecided, unknownRuns: runs.filter((run) => !conversations.ofRun(run.run_id)) }
}

function rootsOf(stored: readonly ConversationId[], conversations: Conversations): readonly RunId[] {
  const known = stored.flatMap((id) => conversations.get(id) ?? [])
  return [...new Set(known.map((one) => rootOf(conversations.all, one).runId))]
}

/** Null when it is decided. One that was let go meanwhile is not brought back by a late answer. */
async function restoreOne(
  id: ConversationId,
  factOf: (conversation: Conversation) => Promise<RunFact>,
  options: RestoreOptions,
): Promise<PendingReason | null> {
  const conversation = options.conversations.get(id)
  if (!conversation) return null
  const fact = await factOf(conversation)
  if (!options.conversations.get(id)) return null
  const settled = fact.kind === 'told' ? await options.followPlace(conversation, fact.run) : conversation
  if (!options.conversations.get(id)) return null
  const current = keepFacts(options, settled, fact)
  const decision = decideRestore(restoreFacts(options, current, fact))
  await carryOut(options, current, decision)
  options.note(current, decision)
  return decision.kind === 'pending' ? decision.because : null
}

/** What a remote pane can be before anybody answered: on its run. */
export function viewRemotePanes(conversations: Conversations, ambient: AmbientPanes): void {
  for (const one of conversations.all.values())
    if (one.place === 'remote') ambient.apply(one.id, { kind: 'viewing' })
}

function keepFacts(options: RestoreOptions, conversation: Conversation, fact: RunFact): Conversation {
  if (fact.kind !== 'told') return conversation
  const { run } = fact
  const kept = options.conversations.update(conversation.id, (now) => ({
    ...now,
    lastState: run.state,
    lastMessage: run.status_message?.message ?? '',
    ask: run.state === 'BLOCKED' ? (run.status_message?.ask ?? null) : null,
    isKilled: now.isKilled || run.is_killed,
    session: run.harness_session_id ?? now.session,
    // The service's cursor counts too: another app may have handled more of this family.
    cursor: Math.max(now.cursor, run.last_event_sequence ?? 0),
  }))
  return kept ?? conversation
}

const restoreFacts = (options: RestoreOptions, conversation: Conversation, fact: RunFact): RestoreFacts => ({
  place: conversation.place,
  isKilled: conversation.isKilled,
  isKnownHarness: options.isKnownHarness(conversation.harness),
  run: runOfFact(fact),
  terminal: options.terminals.fact(conversation.terminalId),
  isDirectoryThere: existsSync(conversation.directory),
  session: conversation.session === null ? 'none' : options.isSessionThere(conversation) ? 'there' : 'gone',
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
  const cut = options.cutAt(conversation)
  const signal = {
    ...{ kind: 'exited' as const, session_id: conversation.session, exit_code: null },
    ...(cut === null ? {} : { cut_at: cut }),
  }
  const told = await options.client.call('reportSignal', {
    params: { run_id: conversation.runId },
    body: { signal },
  })
  if (!told.ok) throw new Error(describeFailure(told.error))
}
