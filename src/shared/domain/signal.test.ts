import { expect, test } from 'vitest'
import { HarnessSessionId } from './ids.ts'
import { meaningOf, type HarnessSignal } from './signal.ts'

const session_id = HarnessSessionId.parse('session-1')
const table: readonly [HarnessSignal, string | null, string | null][] = [
  [{ kind: 'session-started', session_id }, null, null],
  [{ kind: 'turn-began', session_id }, 'working', 'started'],
  [{ kind: 'work-went-on', session_id }, 'working', 'started'],
  [{ kind: 'turn-ended', session_id, has_background_work: false }, 'idle', 'succeeded'],
  [{ kind: 'turn-ended', session_id, has_background_work: true }, 'working', null],
  [{ kind: 'blocked', session_id, question: 'Bash: rm x' }, 'blocked', 'blocked'],
  [{ kind: 'failed', session_id, failure: 'auth', message: 'x' }, 'failed', 'failed'],
  [{ kind: 'failed', session_id, failure: 'billing', message: 'x' }, 'failed', 'failed'],
  [{ kind: 'failed', session_id, failure: 'rate-limit', message: 'x' }, 'failed', 'failed'],
  [{ kind: 'failed', session_id, failure: 'context', message: 'x' }, 'failed', 'failed'],
  [{ kind: 'failed', session_id, failure: 'crash', message: 'x' }, 'failed', 'errored'],
  [{ kind: 'interrupted', session_id }, 'cancelled', 'cancelled'],
  [{ kind: 'session-ended', session_id, reason: 'other' }, null, null],
  [{ kind: 'exited', session_id, exit_code: 0 }, 'exited', 'cancelled'],
  [{ kind: 'exited', session_id, exit_code: 137 }, 'exited', 'errored'],
  [{ kind: 'exited', session_id, exit_code: null }, 'exited', 'errored'],
]
test.each(table)('%j is %s, and moves the run by %s', (signal, state, event) => {
  expect(meaningOf(signal)).toEqual({ state, event })
})
