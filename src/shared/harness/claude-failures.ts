import type { HarnessSignal } from '../domain/signal.ts'

/** Why Claude would not take up a session: it does not know it, or another process has it. */
export type SessionFailure = 'unknown-session' | 'session-in-use'

/** Reads what Claude printed before it ended (2.1.330); null when it says nothing about the session. */
export function sessionFailureOf(output: string): SessionFailure | null {
  if (/No conversation found with session ID/i.test(output)) return 'unknown-session'
  if (/Session ID \S+ is already in use/i.test(output)) return 'session-in-use'
  return null
}

type FailureClass = Extract<HarnessSignal, { kind: 'failed' }>['failure']

/** The class of a headless turn's error text; null when the text does not tell. */
export function failureClassOf(text: string): FailureClass | null {
  return failureTexts.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

const failureTexts: readonly (readonly [RegExp, FailureClass])[] = [
  [/No conversation found|already in use/i, 'setup'],
  [/credit balance|billing|payment/i, 'billing'],
  [/rate.?limit|usage limit|quota|overloaded|too many requests|\b(429|529)\b/i, 'rate-limit'],
  [/invalid api key|authentication|not logged in|please run \/login|unauthorized|\b(401|403)\b/i, 'auth'],
  [/prompt is too long|context (window|length|limit)|maximum context/i, 'context'],
  [/model.{0,40}(not found|not exist)|issue with the selected model/i, 'setup'],
]
