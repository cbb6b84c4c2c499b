import type { RunId } from '../../shared/domain/ids.ts'
import { RunId as RunIdSchema } from '../../shared/domain/ids.ts'
import { harnessOfFormat } from '../../shared/contract/api/transcript-format.ts'
import { readClaudeTranscript } from '../../shared/harness/claude-conversation.ts'
import type { Caller } from '../caller.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import { heldExecution } from '../runs/signals.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { knownTranscript, transcriptText } from './transcript-handlers.ts'

type Subject = 'getRunConversation' | 'getConversation' | 'getSessionRedirect'

/** Conversations in one shape, from what the harness wrote. A run without one of its own is known by its run id. */
export const conversationHandlers: HandlersOf<Subject> = {
  getRunConversation: ({ tx, params }) => conversationOf(tx, knownRun(tx, params.run_id)),

  getConversation: ({ tx, caller, params }) => {
    const id = RunIdSchema.safeParse(params.conversation_id)
    const run = tx.runs.ofConversation(params.conversation_id) ?? (id.success ? tx.runs.find(id.data) : null)
    if (run === null || !mayRead(caller, run))
      throw new Refusal('resource_not_found', `no conversation ${params.conversation_id}`)
    return conversationOf(tx, run)
  },

  getSessionRedirect: ({ tx, caller, params }) => {
    const run = tx.runs.ofSession(params.session_uuid)
    const isOver =
      run !== null &&
      mayRead(caller, run) &&
      heldExecution(tx, run) === null &&
      tx.transcripts.find(run.runId) !== null
    return isOver ? { conversation_id: idOf(run) } : {}
  },
}

const mayRead = (caller: Caller, run: { readonly rootRunId: RunId }): boolean =>
  caller.kind === 'owner' || (caller.kind === 'run' && caller.run.rootRunId === run.rootRunId)

const idOf = (run: Run): string => run.conversationId ?? run.runId

function conversationOf(tx: Transaction, run: Run) {
  const { format } = knownTranscript(tx, run.runId)
  if (harnessOfFormat(format) !== 'claude')
    throw new Refusal(
      'operation_not_supported',
      `a transcript of format ${format} cannot be told as a conversation; GET agent/runs/${run.runId}/transcript has it as it is`,
    )
  const id = idOf(run)
  return { conversation_id: id, steps: [readClaudeTranscript(id, run.prompt, transcriptText(tx, run.runId))] }
}
