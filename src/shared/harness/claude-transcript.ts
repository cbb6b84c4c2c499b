import { z } from 'zod'
import type { HarnessSessionId } from '../domain/ids.ts'
import type { HarnessSignal } from '../domain/signal.ts'
import type { SignInCheck } from './harness.ts'
import { parseJson } from './json-line.ts'

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

/** `claude auth status --json` (2.1.330). A key in the environment counts as signed in there, too. */
export const claudeSignIn: SignInCheck = {
  args: ['auth', 'status', '--json'],
  read: (_exitCode, output) => {
    const isSignedIn = /"loggedIn":\s*(true|false)/.exec(output)?.[1]
    return isSignedIn === undefined ? 'unknown' : isSignedIn === 'true' ? 'signed-in' : 'signed-out'
  },
  remedy: 'run `claude` once in a terminal and sign in',
}
