import { z } from 'zod'
import { HarnessSessionId } from './ids.ts'
import type { RunEvent } from './run.ts'

const session = { session_id: HarnessSessionId }

/** What a harness tells of itself, in our words; each harness file maps its own hooks onto these. */
export const HarnessSignal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session-started'), ...session }),
  z.object({ kind: z.literal('turn-began'), ...session }),
  /** `has_background_work`: a turn that ended while something still runs is not done. */
  z.object({
    kind: z.literal('turn-ended'),
    ...session,
    summary: z.string().max(4_000).optional(),
    has_background_work: z.boolean(),
  }),
  z.object({ kind: z.literal('blocked'), ...session, question: z.string().max(4_000) }),
  z.object({ kind: z.literal('work-went-on'), ...session }),
  z.object({
    kind: z.literal('failed'),
    ...session,
    failure: z.enum(['auth', 'billing', 'rate-limit', 'context', 'crash', 'setup']),
    message: z.string().max(4_000),
  }),
  z.object({ kind: z.literal('session-ended'), ...session, reason: z.string().max(200) }),
  /** The process is gone; told by whoever owns the process, not by the harness. */
  z.object({
    kind: z.literal('exited'),
    session_id: HarnessSessionId.nullable(),
    exit_code: z.int().nullable(),
  }),
])
export type HarnessSignal = z.infer<typeof HarnessSignal>

/** What a signal means for the run's state; null when it changes nothing. */
export function runEventOf(signal: HarnessSignal): RunEvent | null {
  switch (signal.kind) {
    case 'turn-began':
    case 'work-went-on':
      return 'started'
    case 'turn-ended':
      return signal.has_background_work ? null : 'succeeded'
    case 'blocked':
      return 'blocked'
    case 'failed':
      return signal.failure === 'crash' ? 'errored' : 'failed'
    case 'exited':
      // A process that is gone in the middle of a turn did not finish it. Only INPROGRESS and BLOCKED have this move open.
      return signal.exit_code === 0 ? 'cancelled' : 'errored'
    case 'session-started':
    case 'session-ended':
      return null
  }
}
