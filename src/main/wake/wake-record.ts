import type { Conversation, WakeRecord } from '../../shared/domain/conversation.ts'
import { parkedReasons, type WakeDecision } from '../../shared/domain/wake.ts'
import { hourMs, wakeAttemptsMax } from '../../shared/limits.ts'
import type { WakeNote } from './waker.ts'

/** The conversation after a note of the waker's; the same object when nothing changed. */
export function applyWakeNote(conversation: Conversation, note: WakeNote): Conversation {
  const wakes = nextRecord(conversation.wakes, note)
  // A root's cursor is its family's: only the stream moves it, behind what it has handled.
  const isRoot = conversation.parentId === null
  const cursor =
    note.kind === 'begun' && !isRoot ? Math.max(conversation.cursor, note.upTo) : conversation.cursor
  return wakes === conversation.wakes && cursor === conversation.cursor
    ? conversation
    : { ...conversation, wakes, cursor }
}

const isRouse = (decision: WakeDecision): boolean =>
  decision.kind === 'deliver' && decision.how !== 'next-boundary'

const noFailure = { failures: 0, lastFailedAt: null, lastError: null, lastRetryAfterMs: null } as const

function nextRecord(record: WakeRecord, note: WakeNote): WakeRecord {
  switch (note.kind) {
    case 'decided': {
      const { decision } = note
      if (decision.kind === 'hold' && decision.because === 'wake-under-way') return record
      const isWake = decision.kind === 'resume' || decision.kind === 'follow-up' || isRouse(decision)
      const holding = isWake ? '' : note.reason
      const parked = decision.kind === 'hold' && parkedReasons.has(decision.because) ? decision.because : null
      return holding === record.holding && parked === record.parked ? record : { ...record, holding, parked }
    }
    case 'begun': {
      const recent = [...record.recent.filter((at) => at > note.at - hourMs), note.at]
      return { ...record, recent, reason: note.reason, holding: '', parked: null }
    }
    case 'failed':
      return {
        ...record,
        failures: note.what === 'wake-for-good' ? wakeAttemptsMax : record.failures + 1,
        lastFailedAt: note.at,
        lastError: note.message,
        lastRetryAfterMs: note.retryAfterMs ?? null,
        holding: `${note.what === 'turn' ? 'its turn' : 'the wake'} failed: ${note.message}`,
      }
    case 'succeeded':
      return record.failures === 0 ? record : { ...record, ...noFailure }
    case 'forgiven':
      return {
        ...record,
        ...noFailure,
        parked: null,
        isPasteInDoubt: false,
      }
    case 'paste-claimed':
      return { ...record, isPasteInDoubt: true }
    case 'turn-began':
      return record.isPasteInDoubt ? { ...record, isPasteInDoubt: false, parked: null } : record
  }
}
