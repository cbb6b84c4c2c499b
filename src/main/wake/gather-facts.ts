import { existsSync } from 'node:fs'
import { retryAfterOf, type ApiClient } from '../../shared/contract/api/client.ts'
import type { Capabilities } from '../../shared/contract/api/service.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { PasteFact, WakeFacts } from '../../shared/domain/wake.ts'
import type { Harness } from '../../shared/harness/harness.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import type { Conversations } from '../store/conversations.ts'
import type { DetectedHarness } from '../supervision/harness-detection.ts'
import type { Terminals } from '../supervision/terminals.ts'
import type { WakeBoundsBook } from './bounds.ts'
import type { Mailboxes } from './mailboxes.ts'
import { pasteFact } from './paste.ts'
import type { PersonInput } from './person-input.ts'
import type { GatheredFacts, NotNow } from './waker.ts'

/** Where the facts of a wake come from. */
export type FactSources = {
  readonly conversations: Conversations
  readonly terminals: Terminals
  readonly mailboxes: Mailboxes
  readonly client: ApiClient
  readonly harness: (name: string) => Harness | null
  readonly detected: (name: string) => DetectedHarness | null
  readonly capabilities: () => Capabilities | null
  /** Whether the harness still has what it resumes from. */
  readonly isSessionThere: (conversation: Conversation) => boolean
  /** Who else has the session open, in words. */
  readonly heldBy: (conversation: Conversation) => string | null
  readonly bounds: WakeBoundsBook
  readonly isSwitchedOff: () => boolean
  readonly person: PersonInput
  readonly now: () => number
}

/** Asks everybody who knows; null when the service does not answer now. */
export async function gatherWakeFacts(
  sources: FactSources,
  id: ConversationId,
): Promise<Result<GatheredFacts, NotNow>> {
  const stored = sources.conversations.get(id)
  if (!stored) return err({ retryAfterMs: null })
  const [pending, run] = await Promise.all([
    sources.mailboxes.pending(stored.runId),
    sources.client.call('getRun', { params: { run_id: stored.runId } }),
  ])
  if (!pending.ok) return err({ retryAfterMs: retryAfterOf(pending.error) })
  if (!run.ok) return err({ retryAfterMs: retryAfterOf(run.error) })
  const conversation = sources.conversations.get(id) // it may have changed while the service answered
  if (!conversation) return err({ retryAfterMs: null })
  const fact = sources.terminals.fact(conversation.terminalId)
  const harness = sources.harness(conversation.harness)
  const abilities = harness?.abilities
  const isAsleep = conversation.place === 'local' && fact !== 'alive' && fact !== 'unknown'
  const heldBy = isAsleep ? sources.heldBy(conversation) : null
  return ok({
    runId: conversation.runId,
    place: conversation.place,
    isKilled: conversation.isKilled || run.value.is_killed,
    isRemoved: false,
    runState: run.value.state,
    process: fact === 'unknown' ? 'unknown' : fact === 'alive' ? 'alive' : 'none',
    session: conversation.session,
    obstacle: conversation.place === 'remote' ? null : obstacleOf(sources, conversation, heldBy),
    heldBy,
    // The wake channel is a named pipe of POSIX; on Windows mail waits for the next turn boundary.
    canBeWokenIdle:
      (abilities?.canBeWokenIdle ?? false) &&
      (process.platform !== 'win32' || harness?.rouseCommand !== undefined),
    isWokenByPlace: sources.capabilities()?.wakes_remote_runs ?? false,
    pending: pending.value,
    failures: conversation.wakes.failures,
    lastFailedAt: conversation.wakes.lastFailedAt,
    lastError: conversation.wakes.lastError,
    lastRetryAfterMs: conversation.wakes.lastRetryAfterMs,
    recentWakes: conversation.wakes.recent,
    isSwitchedOff: sources.isSwitchedOff(),
    ...sources.bounds.of(conversation, sources.now()),
    paste:
      fact === 'alive' && abilities?.idlePaste
        ? await gatherPaste(sources, conversation)
        : { kind: 'cannot' },
  })
}

/** Asks the pty host, which outlives this app, when somebody typed there last. */
export async function gatherPaste(sources: FactSources, conversation: Conversation): Promise<PasteFact> {
  const { terminalId, wakes, turnBeganAt } = conversation
  const list = await sources.terminals.host?.list().catch(() => null)
  if (!list || terminalId === null) return { kind: 'cannot' } // a host that is away is typed into by nobody
  return pasteFact({
    typedAt: sources.person.lastAt(terminalId),
    inputAt: list.find((one) => one.terminalId === terminalId)?.lastInputAt ?? null,
    turnBeganAt,
    isInDoubt: wakes.isPasteInDoubt,
  })
}

/** What stands in the way of a resume; null when nothing does. */
function obstacleOf(
  sources: FactSources,
  conversation: Conversation,
  heldBy: string | null,
): WakeFacts['obstacle'] {
  if (!sources.harness(conversation.harness)) return 'unknown-harness'
  if (!sources.detected(conversation.harness)?.isAvailable) return 'harness-missing'
  if (!existsSync(conversation.directory)) return 'directory-gone'
  if (conversation.session === null || !sources.isSessionThere(conversation)) return 'session-gone'
  if (heldBy !== null) return 'session-held'
  return null
}
