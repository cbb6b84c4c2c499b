import { z } from 'zod'
import type { HarnessSessionId } from '../domain/ids.ts'
import type { HarnessSignal } from '../domain/signal.ts'
import { failureClassOf } from './claude-failures.ts'
import { geminiDirectory } from './gemini-home.ts'
import type { SessionFacts, SessionPlace } from './harness.ts'
import { parseJson } from './json-line.ts'
import { joinPath } from './paths.ts'

/** `.gemini/tmp/<project>/chats/session-<time>-<first eight of the session>.jsonl`, with the whole id in its first line. */
export function geminiSessionPlace(facts: SessionFacts): SessionPlace {
  const directory = joinPath(facts.platform, geminiDirectory(facts), 'tmp')
  return { kind: 'below', directory, ending: `-${facts.session.slice(0, 8)}.jsonl`, depth: 2 }
}

const Line = z.object({
  type: z.enum(['user', 'gemini', 'error', 'info', 'warning']),
  content: z.unknown(),
})

/** What no hook tells (0.61.0): a turn that failed, and one that a person broke off. */
export function readGeminiTranscriptLine(line: string, session: HarnessSessionId): HarnessSignal | null {
  if (!/"type":"(error|info)"/.test(line)) return null // most lines are long, and neither
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success || typeof parsed.data.content !== 'string') return null
  const { type, content } = parsed.data
  if (type === 'info')
    return content.startsWith('Request cancelled') ? { kind: 'interrupted', session_id: session } : null
  if (type !== 'error') return null
  const message = messageOf(content).slice(0, 4_000)
  return { kind: 'failed', session_id: session, failure: failureClassOf(message) ?? 'crash', message }
}

/** How the turn ended: nothing that was said or done may stand behind the line that tells. */
export function readGeminiTurnEnd(lines: readonly string[], session: HarnessSessionId): HarnessSignal | null {
  for (const line of lines.toReversed()) {
    const signal = readGeminiTranscriptLine(line, session)
    if (signal !== null) return signal
    const parsed = Line.safeParse(parseJson(line))
    if (parsed.success && (parsed.data.type === 'user' || parsed.data.type === 'gemini')) return null
  }
  return null
}

/** `[API Error: {"error":{"code":401,"message":"..."}}]` in words; what it looks like beyond that is kept as it is. */
function messageOf(content: string): string {
  const inner = /^\[API Error: ([\s\S]*)\]$/.exec(content.trim())?.[1] ?? content
  const parsed = ApiError.safeParse(parseJson(inner))
  if (!parsed.success) return inner
  const { code, message, status } = parsed.data.error
  return [message, [code, status].filter((part) => part !== undefined).join(' ')].filter(Boolean).join(' · ')
}

const ApiError = z.object({
  error: z.object({
    message: z.string().catch('the request failed'),
    code: z.number().optional().catch(undefined),
    status: z.string().optional().catch(undefined),
  }),
})
