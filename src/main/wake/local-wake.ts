import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { HarnessSessionId, TerminalId } from '../../shared/domain/ids.ts'
import { isEnded } from '../../shared/domain/run.ts'
import type { WakeDecision } from '../../shared/domain/wake.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import type { PreparedLaunch } from '../supervision/agent-launch.ts'
import type { SessionFence } from '../supervision/session-fence.ts'
import type { WakeOutcome } from './waker.ts'

/** What a local wake needs done, in its order. */
export type LocalWakeSteps = {
  readonly fence: Pick<SessionFence, 'take'>
  readonly client: ApiClient
  readonly prepare: (
    conversation: Conversation & { terminalId: TerminalId; session: HarnessSessionId },
    prompt: string,
  ) => Promise<Result<PreparedLaunch, string>>
  /** Gathers the facts anew and decides anew, right before the point of no return. */
  readonly decideAgain: () => Promise<WakeDecision | null>
  readonly announce: (conversation: Conversation, line: string) => Promise<void>
  /** Answers the process's id. */
  readonly spawn: (launch: PreparedLaunch) => Promise<Result<number, string>>
  readonly wakePrompt: (from: readonly string[]) => string
}

/**
 * Resumes a dormant agent in its own pane, all or nothing: fence, prepare, decide again, reopen the run (the last
 * remote step), spawn. A failure before the process lives leaves fence, run and messages as they were.
 */
export async function resumeDormant(
  conversation: Conversation,
  decision: WakeDecision & { kind: 'resume' },
  line: string,
  steps: LocalWakeSteps,
): Promise<WakeOutcome> {
  const { terminalId } = conversation
  if (terminalId === null) return err({ kind: 'failed', message: 'the conversation has no terminal' })
  const taken = steps.fence.take(decision.session)
  if (!taken.ok) return err({ kind: 'failed', message: `its session is held by ${taken.error}` })
  const fence = taken.value
  try {
    const target = { ...conversation, terminalId, session: decision.session }
    const prepared = await steps.prepare(target, steps.wakePrompt(decision.from))
    if (!prepared.ok) return err({ kind: 'failed', message: prepared.error })
    const again = await steps.decideAgain()
    if (again === null) return err({ kind: 'failed', message: 'the service went away before the wake' })
    if (again.kind !== 'resume' || again.session !== decision.session)
      return err({ kind: 'held', message: 'the facts changed before the wake' })
    const hasTurn = decision.from.length > 0
    const spawned = await reopenAndSpawn(conversation, prepared.value, line, hasTurn, steps)
    if (!spawned.ok) return spawned
    fence.handOver(spawned.value)
    return ok(hasTurn ? 'begun' : 'done')
  } finally {
    fence.dispose()
  }
}

async function reopenAndSpawn(
  conversation: Conversation,
  launch: PreparedLaunch,
  line: string,
  hasTurn: boolean,
  steps: LocalWakeSteps,
): Promise<Result<number, { kind: 'failed'; message: string }>> {
  const params = { run_id: conversation.runId }
  const before = await steps.client.call('getRun', { params })
  if (!before.ok) return err({ kind: 'failed', message: describeFailure(before.error) })
  const stateBefore = before.value.state
  // A turn that was cut off (its process died) is still INPROGRESS or BLOCKED and needs no reopening.
  // Neither does a session that is only opened: its run goes on when its next turn begins.
  const mustReopen = hasTurn && isEnded(stateBefore)
  if (mustReopen) {
    const body = { session_id: conversation.session, reason: line.slice(0, 500) }
    const reopened = await steps.client.call('reopenRun', { params, body })
    if (!reopened.ok) return err({ kind: 'failed', message: describeFailure(reopened.error) })
  }
  await steps.announce(conversation, line)
  const spawned = await steps.spawn(launch)
  if (spawned.ok) return spawned
  if (mustReopen) await undoReopen(steps.client, conversation, stateBefore)
  return err({ kind: 'failed', message: spawned.error })
}

async function undoReopen(client: ApiClient, conversation: Conversation, state: string): Promise<void> {
  if (state !== 'SUCCEEDED' && state !== 'FAILED' && state !== 'ERROR' && state !== 'CANCELLED') return
  await client.call('undoReopen', { params: { run_id: conversation.runId }, body: { state } })
}
