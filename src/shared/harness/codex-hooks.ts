import { readClaudeHook } from './claude-hooks.ts'
import type { HookReading } from './harness.ts'

/** The hooks that a run registers (0.169.0); their input and output have Claude's shape. */
export const codexHookEvents = [
  'SessionStart',
  'UserPromptSubmit',
  'PermissionRequest',
  'PostToolUse',
  'Stop',
  'SessionEnd',
] as const
export type CodexHookEvent = (typeof codexHookEvents)[number]

/**
 * Reads one hook. Codex runs `PermissionRequest` before its dialog and waits for it, so nothing may wait in it for an
 * answer from elsewhere: that is given over the session's line. A turn that fails or is broken off fires no hook: see the
 * transcript.
 */
export function readCodexHook(event: string, input: unknown): HookReading {
  if (!(codexHookEvents as readonly string[]).includes(event))
    return { signal: null, mailbox: null, session: null }
  return readClaudeHook(event, input)
}
