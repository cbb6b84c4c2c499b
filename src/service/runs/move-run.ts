import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import { decideNotice, noticeKind } from '../../shared/domain/notice.ts'
import { lifecycleEventTypes, nextRunState, type RunEvent } from '../../shared/domain/run.ts'
import { noticeSummaryChars } from '../../shared/limits.ts'
import { appendMessage } from '../messages/append-message.ts'
import type { Run, StatusText } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { fireRunEnded } from '../sources/run-ended.ts'
import { noteOutcome } from '../wakes/note-outcome.ts'
import { knownRun } from './known-run.ts'

/** What is told with a move, for people and for the parent. */
export type MoveWords = { readonly status?: StatusText | null; readonly summary?: string }

/** Moves the run, logs it and tells its parent. Null when the move does not apply: then nothing has changed. */
export function moveRun(tx: Transaction, run: Run, event: RunEvent, words: MoveWords = {}): Run | null {
  const state = nextRunState(run.state, event)
  if (state === null || run.isKilled) return null
  tx.runs.change(run.runId, {
    state,
    statusMessage: words.status ?? null,
    reopenedFrom: null,
    ...(state === 'INPROGRESS' && run.startedAt === null ? { startedAt: tx.now } : {}),
  })
  const type = state === 'QUEUED' ? 'run_queued' : lifecycleEventTypes[state]
  if (type !== undefined) tx.events.append(run, { type, executionId: run.executionId })
  const moved = knownRun(tx, run.runId)
  noteOutcome(tx, moved)
  fireRunEnded(tx, moved, words.summary ?? null)
  tellParent(tx, moved, words.summary ?? null)
  return moved
}

/** Remembers what the harness resumes by, and logs it when it is new. */
export function linkSession(tx: Transaction, run: Run, sessionId: HarnessSessionId | null | undefined): Run {
  if (sessionId === null || sessionId === undefined || sessionId === run.harnessSessionId) return run
  tx.runs.change(run.runId, { harnessSessionId: sessionId })
  tx.events.append(run, { type: 'run_session_linked', refId: sessionId, executionId: run.executionId })
  return knownRun(tx, run.runId)
}

/** From here on "since the turn began" counts anew. */
export function markTurnBegan(tx: Transaction, run: Run): Run {
  tx.runs.change(run.runId, { turnBeganAt: tx.events.lastSequence(), reopenedFrom: null })
  return knownRun(tx, run.runId)
}

/** A parent has at most one unread notice of each child: the newer one takes the place of the older. */
function tellParent(tx: Transaction, run: Run, summary: string | null): void {
  const parent = run.parentRunId === null ? null : tx.runs.find(run.parentRunId)
  const decision = decideNotice(
    {
      reached: run.state,
      childName: run.name,
      parent: parent === null ? 'none' : parent.isKilled ? 'killed' : 'living',
      hasWrittenToParent:
        parent !== null && tx.messages.hasSentSince(run.runId, parent.runId, run.turnBeganAt),
      summary,
      statusMessage: run.statusMessage?.message ?? null,
    },
    noticeSummaryChars,
  )
  if (parent === null || decision.kind !== 'tell') return
  const older = tx.messages.pendingNotice(parent.runId, run.runId)
  if (older !== null) tx.messages.remove(older)
  const { subject, body } = decision
  appendMessage(tx, parent, { senderRunId: run.runId, subject, body, kind: noticeKind })
}
