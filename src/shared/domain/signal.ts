import { z } from 'zod'
import { HarnessSessionId } from './ids.ts'
import type { RunEvent } from './run.ts'

const session = { session_id: HarnessSessionId }

/** What an agent asks a person, as far as its harness tells. `id` names the question for whoever answers it from elsewhere. */
export const AgentAsk = z.object({
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/), // it names a pipe
  kind: z.enum(['permission', 'question']),
  tool: z.string().max(200),
  /** The one thing that says most: a command, a file, an address, the question itself. */
  subject: z.string().max(4_000),
  /** Whether somebody waits for an answer that does not come through the pane. */
  can_answer: z.boolean(),
})
export type AgentAsk = z.infer<typeof AgentAsk>

/** Why a turn failed, as far as its harness tells. */
export const failureClasses = ['auth', 'billing', 'rate-limit', 'context', 'crash', 'setup'] as const

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
  z.object({
    kind: z.literal('blocked'),
    ...session,
    question: z.string().max(4_000),
    ask: AgentAsk.optional(),
  }),
  /** With `ask_id`: the answer to that question has reached the agent; another question is still open. */
  z.object({ kind: z.literal('work-went-on'), ...session, ask_id: AgentAsk.shape.id.optional() }),
  z.object({
    kind: z.literal('failed'),
    ...session,
    failure: z.enum(failureClasses),
    message: z.string().max(4_000),
    /** When an exhausted usage limit resets; milliseconds since the epoch. */
    resets_at: z.number().optional(),
  }),
  /** A person broke the turn off at its pane, and the harness did not go on. */
  z.object({ kind: z.literal('interrupted'), ...session }),
  z.object({ kind: z.literal('session-ended'), ...session, reason: z.string().max(200) }),
  /** The process is gone; told by whoever owns the process, not by the harness. */
  z.object({
    kind: z.literal('exited'),
    session_id: HarnessSessionId.nullable(),
    exit_code: z.int().nullable(),
    /** What it was at when it was cut off, from its transcript: "Bash: npm test". */
    cut_at: z.string().max(1_000).optional(),
  }),
])
export type HarnessSignal = z.infer<typeof HarnessSignal>

/** What an agent is at, as its signals tell; the run's state on the wire follows from it. */
export type AgentState = 'working' | 'blocked' | 'idle' | 'failed' | 'cancelled' | 'exited'

type Meaning = { readonly state: AgentState | null; readonly event: RunEvent | null }
const nothing: Meaning = { state: null, event: null }
const working: Meaning = { state: 'working', event: 'started' }

/**
 * What each signal means, in one place. A turn that ended while something still runs is not over: idle is not done. A
 * process that is gone in the middle of a turn did not finish it (only INPROGRESS and BLOCKED have these moves open).
 */
export const signalMeanings: {
  readonly [Kind in HarnessSignal['kind']]: (signal: Extract<HarnessSignal, { kind: Kind }>) => Meaning
} = {
  'session-started': () => nothing,
  'session-ended': () => nothing,
  'turn-began': () => working,
  'work-went-on': () => working,
  'turn-ended': ({ has_background_work: isStillAtIt }) =>
    isStillAtIt ? { state: 'working', event: null } : { state: 'idle', event: 'succeeded' },
  blocked: () => ({ state: 'blocked', event: 'blocked' }),
  failed: ({ failure }) => ({ state: 'failed', event: failure === 'crash' ? 'errored' : 'failed' }),
  interrupted: () => ({ state: 'cancelled', event: 'cancelled' }),
  exited: ({ exit_code }) => ({ state: 'exited', event: exit_code === 0 ? 'cancelled' : 'errored' }),
}

/** What a signal means for its agent and its run. */
export const meaningOf = (signal: HarnessSignal): Meaning =>
  // The table has one entry for each kind, of exactly that kind's signal.
  (signalMeanings[signal.kind] as (signal: HarnessSignal) => Meaning)(signal)

/** What a signal means for the run's state; null when it changes nothing. */
export const runEventOf = (signal: HarnessSignal): RunEvent | null => meaningOf(signal).event
