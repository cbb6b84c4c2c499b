import { z } from 'zod'
import { HarnessSessionId } from '../domain/ids.ts'
import type { HarnessSignal } from '../domain/signal.ts'
import { failureClassOf } from './claude-failures.ts'
import type { GivenAnswer, HookOutput, HookReading } from './harness.ts'
import { toolSubject } from './tool-subject.ts'

/** The hooks that a run registers; each one costs a process, so no other. */
export const claudeHookEvents = [
  'SessionStart',
  'UserPromptSubmit',
  'PermissionRequest',
  'PostToolUse',
  'PostToolUseFailure',
  'Stop',
  'StopFailure',
  'SessionEnd',
] as const
type ClaudeHookEvent = (typeof claudeHookEvents)[number]

const nothing: HookReading = { signal: null, mailbox: null, session: null }

/** What we read of a hook's input; whatever else it carries is ignored, whatever is malformed reads as absent. */
const HookInput = z.object({
  session_id: HarnessSessionId,
  /** Present in a subagent's hooks: its context is not the session's, and its end is no turn's. */
  agent_id: z.string().optional().catch(undefined),
  reason: z.string().catch('unknown'),
  stop_hook_active: z.boolean().catch(false),
  last_assistant_message: z.string().optional().catch(undefined),
  background_tasks: z.array(z.unknown()).catch([]),
  session_crons: z.array(z.unknown()).catch([]),
  tool_name: z.string().catch('a tool'),
  tool_input: z.record(z.string(), z.unknown()).catch({}),
  error: z.string().catch('unknown'),
  error_details: z.string().optional().catch(undefined),
})
type HookInput = z.infer<typeof HookInput>

/**
 * Reads one hook. The session is the one that Claude names: after `/clear` it is a new one, which a `session-started`
 * tells. A turn that our own Stop hook or a wake continued is not continued again (`stop_hook_active`): what came
 * meanwhile is for the waker to decide, which has a budget; so two agents cannot keep one turn going for ever.
 */
export function readClaudeHook(event: string, input: unknown): HookReading {
  const parsed = HookInput.safeParse(input)
  if (!parsed.success || !isClaudeHookEvent(event)) return nothing
  const hook = parsed.data
  const session = hook.session_id
  const isSubagent = hook.agent_id !== undefined
  if (isSubagent && event !== 'PermissionRequest') return { ...nothing, session }
  const ask = event === 'PermissionRequest' ? { ask: askOf(hook) } : {}
  return { signal: signalOf(event, hook), mailbox: mailboxPoint(event, hook), session, ...ask }
}

/** A question has answers of its own, which only its pane offers; a permission is a yes or a no. */
function askOf(hook: HookInput): NonNullable<HookReading['ask']> {
  const isQuestion = hook.tool_name === 'AskUserQuestion'
  return {
    kind: isQuestion ? 'question' : 'permission',
    tool: hook.tool_name.slice(0, 200),
    subject: subjectOf(hook) ?? '',
    can_answer: !isQuestion,
  }
}

function mailboxPoint(event: ClaudeHookEvent, hook: HookInput): HookReading['mailbox'] {
  switch (event) {
    case 'UserPromptSubmit':
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return 'additional-context'
    case 'Stop':
      return hook.stop_hook_active ? null : 'continue-turn'
    case 'SessionStart':
    case 'PermissionRequest':
    case 'StopFailure':
    case 'SessionEnd':
      return null
  }
}

function signalOf(event: ClaudeHookEvent, hook: HookInput): HarnessSignal {
  const session = { session_id: hook.session_id }
  switch (event) {
    case 'SessionStart':
      return { kind: 'session-started', ...session }
    case 'UserPromptSubmit':
      return { kind: 'turn-began', ...session }
    case 'PermissionRequest':
      return { kind: 'blocked', ...session, question: questionOf(hook) }
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return { kind: 'work-went-on', ...session }
    case 'Stop':
      return {
        kind: 'turn-ended',
        ...session,
        ...(hook.last_assistant_message === undefined ? {} : { summary: clip(hook.last_assistant_message) }),
        has_background_work: hasBackgroundWork(hook),
      }
    case 'StopFailure':
      return {
        kind: 'failed',
        ...session,
        failure: failureClasses[hook.error] ?? failureClassOf(hook.last_assistant_message ?? '') ?? 'crash',
        message: clip(hook.error_details ?? hook.last_assistant_message ?? hook.error),
      }
    case 'SessionEnd':
      return { kind: 'session-ended', ...session, reason: hook.reason.slice(0, 200) }
  }
}

/** What the waiting hook prints so that Claude takes an answer from elsewhere (2.1.330: its dialog closes by itself). */
export function renderClaudeAnswer({ answer, reason, by }: GivenAnswer): string {
  const who = by.kind === 'person' ? 'Your user' : `The agent above you (${by.name})`
  const message = reason.trim() === '' ? `${who} denied this.` : `${who} denied this: ${reason}`
  const decision = answer === 'allow' ? { behavior: 'allow' } : { behavior: 'deny', message }
  return JSON.stringify({ hookSpecificOutput: { hookEventName: 'PermissionRequest', decision } })
}

/**
 * What the hook says so that Claude takes `context`. At the end of a turn it refuses with its words on stderr: a `reason` in
 * JSON would stand in the conversation twice (2.1.330), and older versions refuse an `additionalContext` there.
 */
export function renderClaudeHook(event: string, context: string): HookOutput {
  if (event === 'Stop') return { kind: 'refuse', text: context }
  return { kind: 'print', text: contextOf(event, context) }
}

/** The same words as Codex and others that took over Claude's hooks take them. */
export function renderHookInJson(event: string, context: string): HookOutput {
  if (event === 'Stop') return { kind: 'print', text: JSON.stringify({ decision: 'block', reason: context }) }
  return { kind: 'print', text: contextOf(event, context) }
}

const contextOf = (event: string, context: string): string =>
  JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext: context } })

/** The errors of `StopFailure` (2.1.330) in our classes. */
const failureClasses: Readonly<Record<string, Extract<HarnessSignal, { kind: 'failed' }>['failure']>> = {
  authentication_failed: 'auth',
  oauth_org_not_allowed: 'auth',
  account_on_hold: 'auth',
  verification_required: 'auth',
  cloud_credential_error: 'auth',
  billing_error: 'billing',
  rate_limit: 'rate-limit',
  overloaded: 'rate-limit',
  max_output_tokens: 'context',
  invalid_request: 'setup',
  model_not_found: 'setup',
}

const hasBackgroundWork = (hook: HookInput): boolean =>
  hook.background_tasks.length > 0 || hook.session_crons.length > 0

/** The tool and the one field of its input that says most. */
function questionOf(hook: HookInput): string {
  const subject = subjectOf(hook)
  return clip(subject === null ? hook.tool_name : `${hook.tool_name}: ${subject}`)
}

function subjectOf(hook: HookInput): string | null {
  const { questions } = hook.tool_input
  const first: unknown = Array.isArray(questions) ? questions[0] : null
  const fields: Readonly<Record<string, unknown>> =
    typeof first === 'object' && first !== null ? { ...hook.tool_input, ...first } : hook.tool_input
  const subject = toolSubject(fields)
  return subject === null ? null : clip(subject)
}

const clip = (text: string): string => text.slice(0, 4_000)

const isClaudeHookEvent = (event: string): event is ClaudeHookEvent =>
  (claudeHookEvents as readonly string[]).includes(event)
