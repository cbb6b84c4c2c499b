import { z } from 'zod'
import type { HarnessSessionId } from '../domain/ids.ts'
import type { HarnessSignal } from '../domain/signal.ts'
import type { SignInCheck } from './harness.ts'
import { parseJson } from './json-line.ts'
import { describeToolCall } from './tool-subject.ts'

const Line = z.object({
  type: z.literal('user'),
  isSidechain: z.boolean().catch(false),
  message: z.object({ content: z.array(z.looseObject({ text: z.string().optional() })) }),
})

/**
 * A turn that a person broke off with Esc fires no hook (2.1.330); the transcript gets a line of the user's that says so.
 * One that was broken off for a refused permission says "for tool use".
 */
export function readClaudeTranscriptLine(line: string, session: HarnessSessionId): HarnessSignal | null {
  if (!line.includes('[Request interrupted by user')) return null // most lines are long, and no such line
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success || parsed.data.isSidechain) return null
  const isMark = parsed.data.message.content.some(({ text }) =>
    text?.startsWith('[Request interrupted by user'),
  )
  return isMark ? { kind: 'interrupted', session_id: session } : null
}

const Call = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  tool_use_id: z.string().optional(),
  name: z.string().catch('a tool'),
  input: z.record(z.string(), z.unknown()).catch({}),
})
const Exchange = z.object({
  type: z.enum(['user', 'assistant']),
  isSidechain: z.boolean().catch(false),
  message: z.object({ content: z.array(z.unknown()) }),
})

/** A call is a part of the assistant's, its result one of the next line of the user's. */
export function readClaudeOpenCall(lines: readonly string[]): string | null {
  const open = new Map<string, string>()
  for (const line of lines) {
    if (!line.includes('"tool_use')) continue
    const parsed = Exchange.safeParse(parseJson(line))
    if (!parsed.success || parsed.data.isSidechain) continue
    for (const part of parsed.data.message.content) {
      const call = Call.safeParse(part)
      if (!call.success) continue
      const { type, id, tool_use_id: answered, name, input } = call.data
      if (type === 'tool_use' && id !== undefined) open.set(id, describeToolCall(name, input))
      if (type === 'tool_result' && answered !== undefined) open.delete(answered)
    }
  }
  return [...open.values()].at(-1) ?? null
}

/** `claude auth status --json` (2.1.330). A key in the environment counts as signed in there, too. */
export const claudeSignIn: SignInCheck = {
  args: ['auth', 'status', '--json'],
  read: (_exitCode, output) => {
    const isSignedIn = /"loggedIn":\s*(true|false)/.exec(output)?.[1]
    return isSignedIn === undefined ? 'unknown' : isSignedIn === 'true' ? 'signed-in' : 'signed-out'
  },
  remedy: 'run `claude` once in a terminal and sign in',
}
