import { z } from 'zod'
import { HarnessSessionId } from '../domain/ids.ts'
import type { failureClasses, HarnessSignal } from '../domain/signal.ts'
import { failureClassOf } from './claude-failures.ts'
import type { HookReading } from './harness.ts'

/** What our plugin tells (`opencode-plugin.ts`), each of them as a hook; OpenCode has none of its own. */
export const openCodeEvents = [
  'session',
  'prompt',
  'tool',
  'ask',
  'answered',
  'idle',
  'failed',
  'interrupted',
  'end',
] as const
export type OpenCodeEvent = (typeof openCodeEvents)[number]

const text = z.string().catch('')
const HookInput = z.object({
  session_id: HarnessSessionId,
  /** Of a prompt: it carries the mail with which the turn before it goes on. */
  is_continuation: z.boolean().catch(false),
  /** Of an end: nobody could take what it is given (a headless turn ends with its process). */
  is_last: z.boolean().catch(false),
  summary: text,
  kind: z.enum(['permission', 'question']).catch('permission'),
  tool: text,
  subject: text,
  error: z
    .looseObject({
      ...{ name: text, message: text, status: z.number().optional().catch(undefined) },
      resets_at: z.number().optional().catch(undefined),
    })
    .catch({ name: '', message: '' }),
})
type HookInput = z.infer<typeof HookInput>

const nothing: HookReading = { signal: null, mailbox: null, session: null }

/** Reads one of them. */
export function readOpenCodeHook(event: string, input: unknown): HookReading {
  const parsed = HookInput.safeParse(input)
  if (!parsed.success || !isOpenCodeEvent(event)) return nothing
  const hook = parsed.data
  const reading = { ...nothing, session: hook.session_id, signal: signalOf(event, hook) }
  switch (event) {
    case 'prompt':
      return { ...reading, mailbox: 'additional-context', isContinuation: hook.is_continuation }
    case 'tool':
      return { ...reading, mailbox: 'additional-context' }
    case 'idle':
      return { ...reading, mailbox: hook.is_last ? null : 'continue-turn' }
    case 'ask':
      return { ...reading, ask: askOf(hook) }
    default:
      return reading
  }
}

const askOf = ({ kind, tool, subject }: HookInput): NonNullable<HookReading['ask']> => ({
  kind,
  tool: tool.slice(0, 200),
  subject: clip(subject),
  can_answer: kind === 'permission', // a question has answers of its own
})

function signalOf(event: OpenCodeEvent, hook: HookInput): HarnessSignal {
  const session = { session_id: hook.session_id }
  switch (event) {
    case 'session':
      return { kind: 'session-started', ...session }
    case 'prompt':
      return { kind: 'turn-began', ...session }
    case 'tool':
    case 'answered':
      return { kind: 'work-went-on', ...session }
    case 'ask':
      return {
        kind: 'blocked',
        ...session,
        question: clip([hook.tool, hook.subject].filter(Boolean).join(': ')),
      }
    case 'idle':
      return {
        kind: 'turn-ended',
        ...session,
        ...(hook.summary === '' ? {} : { summary: clip(hook.summary) }),
        has_background_work: false, // it tells of none
      }
    case 'failed':
      return { kind: 'failed', ...session, ...failureOf(hook.error) }
    case 'interrupted':
      return { kind: 'interrupted', ...session }
    case 'end':
      return { kind: 'session-ended', ...session, reason: 'exit' }
  }
}

type Failure = (typeof failureClasses)[number]

function failureOf(error: HookInput['error']) {
  const message = clip(error.message || error.name || 'the turn failed')
  const byStatus = error.status === undefined ? undefined : statusClasses[error.status]
  const failure = byStatus ?? nameClasses[error.name] ?? failureClassOf(message) ?? 'crash'
  const { resets_at } = error
  return { failure, message, ...(failure === 'rate-limit' && resets_at !== undefined ? { resets_at } : {}) }
}

const statusClasses: Readonly<Record<number, Failure>> = {
  401: 'auth',
  402: 'billing',
  403: 'auth',
  429: 'rate-limit',
  529: 'rate-limit',
}
const nameClasses: Readonly<Record<string, Failure>> = {
  ProviderAuthError: 'auth',
  ContextOverflowError: 'context',
  MessageOutputLengthError: 'context',
  ProviderModelNotFoundError: 'setup',
}

const clip = (words: string): string => words.slice(0, 4_000)

const isOpenCodeEvent = (event: string): event is OpenCodeEvent =>
  (openCodeEvents as readonly string[]).includes(event)
