import { followUpKind } from '../../shared/domain/follow-up.ts'
import { noticeKind } from '../../shared/domain/notice.ts'
import { unbounded, type WakeFacts } from '../../shared/domain/wake.ts'
import { announcedMax, hourMs } from '../../shared/limits.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import type { WakeSettings } from './wake-settings.ts'

/**
 * Everything that a wake of a remote run is decided on, from one view of the store. What only a pane knows (a process, a
 * session, an input box) does not exist here: a worker does what the follow-up asks of it, and workers bound themselves.
 */
export function gatherRunFacts(
  tx: Transaction,
  run: Run,
  settings: Pick<WakeSettings, 'isOff'>,
  asked: 'by-person' | 'by-event',
): WakeFacts {
  const book = tx.wakes.book(run.runId)
  const family = run.rootRunId === run.runId ? book : tx.wakes.book(run.rootRunId)
  const forgivenAt = Math.max(book.armedAt, family.familyArmedAt)
  const pending = tx.wakes.pending(run.runId, announcedMax)
  const resetsAt = run.statusMessage?.error_code === 'rate-limit' ? run.statusMessage.resets_at : undefined
  return {
    ...unbounded,
    isSwitchedOff: settings.isOff || book.sleepsOn,
    runId: run.runId,
    place: run.location === 'REMOTE' ? 'remote' : 'local',
    isKilled: run.isKilled,
    isRemoved: false,
    runState: run.state,
    process: 'none',
    session: run.harnessSessionId,
    obstacle: null,
    canBeWokenIdle: false,
    isWokenByPlace: false,
    pending: pending.map((message) => ({
      id: message.messageId,
      sequence: message.sequence,
      sentAt: message.sentAt,
      from: message.senderName ?? message.senderRunId ?? message.kind,
      isNotice: message.kind === noticeKind,
    })),
    // A person's own follow-up that a live execution did not take is as good as their asking now.
    isAsked:
      asked === 'by-person' ||
      (run.state !== 'CANCELLED' &&
        pending.some((message) => message.kind === followUpKind && message.senderRunId === null)),
    isWakeUnderWay: false,
    othersWaking: 0,
    failures: book.failures,
    lastFailedAt: book.lastFailedAt,
    lastError: book.lastError,
    lastRetryAfterMs: null, // it asks itself
    recentWakes: tx.wakes.wokenSince(run.runId, Math.max(tx.now - hourMs, forgivenAt)),
    depth: tx.runs.ancestors(run.runId).length - 1,
    familyWakes: tx.wakes.familyWokenSince(run.rootRunId, Math.max(tx.now - hourMs, family.familyArmedAt)),
    limitedUntil: resetsAt ?? null,
  }
}
