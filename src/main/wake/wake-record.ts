import type { Conversation, WakeRecord } from '../../shared/domain/conversation.ts'
import { wakeAttemptsMax } from '../../shared/limits.ts'
import type { WakeNote } from './waker.ts'

const hourMs = 3_600_000

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

function nextRecord(record: WakeRecord, note: WakeNote): WakeRecord {
  switch (note.kind) {
    case 'decided':
      // "Nothing waits" tells nothing new: the line keeps saying why the agent was woken last.
      return note.reason === '' || note.reason === record.reason ? record : { ...record, reason: note.reason }
    case 'begun': {
      const recent = [...record.recent.filter((at) => at > note.at - hourMs), note.at]
      return { ...record, recent, reason: note.reason }
    }
    case 'failed':
      return {
        ...record,
        failures: note.isFinal ? wakeAttemptsMax : record.failures + 1,
        lastFailedAt: note.at,
        lastError: note.message,
        reason: `the wake failed: ${note.message}`,
      }
    case 'confirmed':
      return record.failures === 0 ? record : { ...record, failures: 0, lastFailedAt: null, lastError: null }
    case 'forgiven':
      return { ...record, failures: 0, lastFailedAt: null, lastError: null, recent: [] }
  }
}
