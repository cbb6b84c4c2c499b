import { existsSync } from 'node:fs'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { rootOf } from '../../shared/domain/family.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { decideRestore, type RestoreDecision, type RestoreFacts } from '../../shared/domain/restore.ts'
import type { AmbientPanes } from '../ambient-panes.ts'
import type { Conversations } from '../store/conversations.ts'
import type { Terminals } from '../supervision/terminals.ts'
import { askForRun, listFamily, runOfFact, type RunFact } from './family-runs.ts'

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
}

/** What one round of a restore found: who stays undecided, and the runs of the families that nobody here knew. */
export type Restored = {
  readonly undecided: readonly ConversationId[]
  readonly unknownRuns: readonly RunItem[]
}

/**
 * The second step of a restart: everything is on screen already, inert. Asks once for each family (never once for each
 * child), decides on the facts of each conversation, and carries that out. `stored` in the order of who is looked at
 * first. Only a run whose process never started is started; waking is the waker's, afterwards.
 */
export async function restoreConversations(
  stored: readonly ConversationId[],
  options: RestoreOptions,
): Promise<Restored> {
  const undecided: ConversationId[] = []
  const unknownRuns: RunItem[] = []
  for (const { root, members } of familiesOf(stored, options.conversations)) {
    const runs = await listFamily(options.client, root.runId).catch(() => null)
    const told = new Map(runs?.map((run) => [run.run_id, run]))
    for (const id of members) {
      const isDecided = await restoreOne(id, told, options).catch(() => false) // asked again; one costs no other
      if (!isDecided) undecided.push(id)
    }
    unknownRuns.push(...(runs ?? []).filter((run) => !options.conversations.ofRun(run.run_id)))
  }
  return { undecided, unknownRuns }
}

type Family = { readonly root: Conversation; readonly members: ConversationId[] }

function familiesOf(stored: readonly ConversationId[], conversations: Conversations): readonly Family[] {
  const families = new Map<ConversationId, Family>()
  for (const id of stored) {
    const conversation = conversations.get(id)
    if (!conversation) continue
    const root = rootOf(conversations.all, conversation)
    const family = families.get(root.id) ?? { root, members: [] }
    families.set(root.id, family)
    family.members.push(id)
  }
  return [...families.values()]
}

async function restoreOne(
  id: ConversationId,
  told: ReadonlyMap<string, RunItem>,
  options: RestoreOptions,
): Promise<boolean> {
  const conversation = options.conversations.get(id)
  if (!conversation) return true // let go meanwhile: no late answer brings it back
  const run = told.get(conversation.runId)
  const fact: RunFact = run ? { kind: 'told', run } : await askForRun(options.client, conversation.runId)
  const settled = fact.kind === 'told' ? await options.followPlace(conversation, fact.run) : conversation
  const current = keepFacts(options, settled, fact)
  const decision = decideRestore(restoreFacts(options, current, fact))
  await carryOut(options, current, decision)
  options.note(current, decision)
  return decision.kind !== 'pending'
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
