import type { CreateRun } from '../../shared/contract/api/run.ts'
import { harnessOfFormat } from '../../shared/contract/api/transcript-format.ts'
import { normalizeHarnessName } from '../../shared/domain/harness-name.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { isEnded } from '../../shared/domain/run.ts'
import { Refusal } from '../refusal.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** What a new run goes on with: the transcript of another one's session. */
export type Continued = {
  readonly runId: RunId
  readonly harness: string
  readonly id: string
}

/**
 * The conversation that a request wants to go on with; null when it names none. A new run gets a session of its own that
 * begins with all of it: two runs never write to one session. Refuses what could only begin afresh under an old name.
 */
export function conversationToContinue(
  tx: Transaction,
  request: CreateRun,
  parent: Run | null,
): Continued | null {
  const { conversation_id: id } = request
  if (id === undefined) return null
  const asRun = RunId.safeParse(id)
  const from = tx.runs.ofConversation(id) ?? (asRun.success ? tx.runs.find(asRun.data) : null)
  if (from === null || (parent !== null && from.rootRunId !== parent.rootRunId))
    throw new Refusal('resource_not_found', `no conversation ${id}`)
  const cannot = (why: string): never => {
    throw new Refusal('operation_not_supported', `the conversation ${id} (run ${from.runId}) ${why}`)
  }
  if (from.isKilled) throw new Refusal('run_killed', `run ${from.runId} (${from.name}) was killed`)
  if (!isEnded(from.state) || tx.executions.open(from.runId).length > 0)
    throw new Refusal(
      'conflict',
      `run ${from.runId} still works on the conversation ${id}: follow it up instead`,
    )
  if (request.execution_location === 'LOCAL') return cannot('is continued by a remote run only')
  const transcript = tx.transcripts.find(from.runId)
  if (transcript === null || transcript.sessionId === null || harnessOfFormat(transcript.format) !== 'claude')
    return cannot('has no transcript that a session can begin with: follow that run up instead')
  const { type } = request.config?.harness ?? {}
  if (type !== undefined && normalizeHarnessName(type) !== from.harness)
    return cannot(`is one of ${from.harness}, not of ${type}`)
  return { runId: from.runId, harness: from.harness, id: from.conversationId ?? from.runId }
}
