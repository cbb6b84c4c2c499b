import type { AgentStatus } from '../../shared/domain/agent-status.ts'
import type { AmbientState } from '../../shared/domain/ambient.ts'

/** Names of the state colours in tokens.css. */
export const tones = ['working', 'blocked', 'idle', 'dormant', 'waking', 'done', 'failed', 'remote'] as const
export type Tone = (typeof tones)[number]

/** Shapes that can be told apart without colour; drawn by status-icon.tsx. */
export type Shape =
  | 'half'
  | 'triangle'
  | 'ring'
  | 'moon'
  | 'sunrise'
  | 'hourglass'
  | 'dashed'
  | 'quarter'
  | 'check'
  | 'cross'
  | 'slash'
  | 'square'
  | 'broken'
  | 'unplugged'
  | 'question'

export type StatusLook = { readonly tone: Tone; readonly shape: Shape; readonly word: string }

/** Each state has a colour, a shape and a word, so that no sign stands alone. */
export const statusLooks: Readonly<Record<AgentStatus, StatusLook>> = {
  queued: { tone: 'idle', shape: 'dashed', word: 'queued' },
  starting: { tone: 'working', shape: 'quarter', word: 'starting' },
  working: { tone: 'working', shape: 'half', word: 'working' },
  blocked: { tone: 'blocked', shape: 'triangle', word: 'needs you' },
  idle: { tone: 'idle', shape: 'ring', word: 'idle' },
  dormant: { tone: 'dormant', shape: 'moon', word: 'dormant' },
  waking: { tone: 'waking', shape: 'sunrise', word: 'waking' },
  waiting: { tone: 'dormant', shape: 'hourglass', word: 'waiting' },
  finished: { tone: 'done', shape: 'check', word: 'finished' },
  failed: { tone: 'failed', shape: 'cross', word: 'failed' },
  cancelled: { tone: 'idle', shape: 'slash', word: 'cancelled' },
  killed: { tone: 'idle', shape: 'square', word: 'killed' },
  missing: { tone: 'failed', shape: 'broken', word: 'missing' },
  unreachable: { tone: 'failed', shape: 'unplugged', word: 'unreachable' },
  unknown: { tone: 'idle', shape: 'question', word: 'unknown' },
}

/** The same for the states of a cloud pane. */
export const ambientTones: Readonly<Record<AmbientState, Tone>> = {
  Setup: 'idle',
  Composing: 'idle',
  WaitingForSession: 'working',
  AgentRunning: 'remote',
  Failed: 'failed',
  NeedsAuth: 'blocked',
  Cancelled: 'idle',
}

/** What a cloud pane that has no agent running says of itself. */
export const ambientWords: Readonly<Record<AmbientState, string>> = {
  Setup: 'not started',
  Composing: 'not started',
  WaitingForSession: 'waiting for a worker',
  AgentRunning: 'running',
  Failed: 'failed',
  NeedsAuth: 'needs sign-in',
  Cancelled: 'cancelled',
}
