import { z } from 'zod'
import { isMailbox } from '../domain/mailbox-context.ts'
import { HarnessSessionId } from '../domain/ids.ts'
import type { HarnessSignal } from '../domain/signal.ts'
import type { HookReading } from './harness.ts'
import { toolSubject } from './tool-subject.ts'

/** The hooks that a run registers (0.61.0). */
export const geminiHookEvents = [
  'SessionStart',
  'BeforeAgent',
  'AfterTool',
  'Notification',
  'AfterAgent',
  'SessionEnd',
] as const
type GeminiHookEvent = (typeof geminiHookEvents)[number]

const nothing: HookReading = { signal: null, mailbox: null, session: null }

const Details = z.looseObject({
  type: z.string().catch('tool'),
  title: z.string().optional().catch(undefined),
})
const HookInput = z.object({
  session_id: HarnessSessionId,
  transcript_path: z.string().optional().catch(undefined),
  prompt: z.string().catch(''),
  prompt_response: z.string().catch(''),
  reason: z.string().catch('unknown'),
  notification_type: z.string().catch(''),
  details: Details.catch({ type: 'tool' }),
})
type HookInput = z.infer<typeof HookInput>

/**
 * Reads one hook. `AfterAgent` also fires when a turn failed or was broken off: its transcript tells which. A turn that
 * is continued for mail begins with it as its prompt.
 */
export function readGeminiHook(event: string, input: unknown): HookReading {
  const parsed = HookInput.safeParse(input)
  if (!parsed.success || !isGeminiHookEvent(event)) return nothing
  const hook = parsed.data
  const reading = { ...nothing, session: hook.session_id, signal: signalOf(event, hook) }
  switch (event) {
    case 'BeforeAgent':
      return { ...reading, mailbox: 'additional-context', isContinuation: isMailbox(hook.prompt) }
    case 'AfterTool':
      return { ...reading, mailbox: 'additional-context' }
    case 'AfterAgent':
      return {
        ...reading,
        mailbox: 'continue-turn',
        ...(hook.transcript_path === undefined ? {} : { transcript: hook.transcript_path }),
      }
    case 'Notification':
      return reading.signal === null ? reading : { ...reading, ask: askOf(hook) }
    case 'SessionStart':
    case 'SessionEnd':
      return reading
  }
}

function signalOf(event: GeminiHookEvent, hook: HookInput): HarnessSignal | null {
  const session = { session_id: hook.session_id }
  switch (event) {
    case 'SessionStart':
      return { kind: 'session-started', ...session }
    case 'BeforeAgent':
      return { kind: 'turn-began', ...session }
    case 'AfterTool':
      return { kind: 'work-went-on', ...session }
    case 'Notification': {
      if (hook.notification_type !== 'ToolPermission') return null
      const { tool, subject } = askOf(hook)
      return { kind: 'blocked', ...session, question: subject === '' ? tool : `${tool}: ${subject}` }
    }
    case 'AfterAgent': {
      const summary = hook.prompt_response
      const isSaid = summary !== '' && summary !== '[no response text]'
      return {
        kind: 'turn-ended',
        ...session,
        ...(isSaid ? { summary: clip(summary) } : {}),
        has_background_work: false, // it tells of none
      }
    }
    case 'SessionEnd':
      return { kind: 'session-ended', ...session, reason: hook.reason.slice(0, 200) }
  }
}

/** Its notification can only be looked at: the pane alone answers. */
function askOf({ details }: HookInput): NonNullable<HookReading['ask']> {
  const isQuestion = details.type === 'ask_user'
  return {
    kind: isQuestion ? 'question' : 'permission',
    tool: (toolNames[details.type] ?? details.title ?? details.type).slice(0, 200),
    subject: clip(subjectOf(details)),
    can_answer: false,
  }
}

const toolNames: Readonly<Record<string, string>> = {
  exec: 'Shell',
  edit: 'Edit',
  mcp: 'Tool',
  info: 'Fetch',
  ask_user: 'Question',
}

function subjectOf(details: Readonly<Record<string, unknown>>): string {
  const { questions } = details
  const first: unknown = Array.isArray(questions) ? questions[0] : null
  const fields: Readonly<Record<string, unknown>> =
    typeof first === 'object' && first !== null ? { ...details, ...first } : details
  const { toolDisplayName, toolName, title } = fields
  const named = [toolDisplayName, toolName, title].find((value) => typeof value === 'string')
  return toolSubject(fields) ?? (typeof named === 'string' ? named : '')
}

/** What the hook prints so that Gemini takes `context`. A refused end of a turn goes on with the reason as its prompt. */
export function renderGeminiHook(event: string, context: string): string {
  if (event === 'AfterAgent') return JSON.stringify({ decision: 'deny', reason: context })
  return JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext: context } })
}

const clip = (text: string): string => text.slice(0, 4_000)

const isGeminiHookEvent = (event: string): event is GeminiHookEvent =>
  (geminiHookEvents as readonly string[]).includes(event)
