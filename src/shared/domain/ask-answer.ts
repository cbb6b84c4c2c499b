import { z } from 'zod'
import { answerReasonCharsMax } from '../limits.ts'
import type { PermissionMode } from './permission-mode.ts'
import { AgentAsk } from './signal.ts'

/** What somebody who is not at the agent's pane decided about its question. */
export const AskAnswer = z.object({
  /** The very question; another one is not answered by it. */
  ask_id: AgentAsk.shape.id,
  answer: z.enum(['allow', 'deny']),
  /** What it shall do instead, or why not; may be empty. */
  reason: z.string().max(answerReasonCharsMax),
  by: z.object({ kind: z.enum(['person', 'agent']), name: z.string().max(200) }),
})
export type AskAnswer = z.infer<typeof AskAnswer>

/** What is known when a follow-up to a blocked run shall be the answer to its question. */
export type AnswerFacts = {
  /** The question that is open; null where the run only says that it is blocked. */
  readonly ask: AgentAsk | null
  /** What was decided about it before. */
  readonly given: AskAnswer | null
  /** The question that is meant, where the answer names one. */
  readonly meant: string | null
  /** The answer in so many words, where it was given; else the text decides. */
  readonly chosen: AskAnswer['answer'] | null
  readonly text: string
  /** An agent gives no permission that it does not have. */
  readonly by: { readonly kind: 'person' } | { readonly kind: 'agent'; readonly mode: PermissionMode }
}
export type AnswerDecision =
  | { readonly kind: 'accept'; readonly answer: AskAnswer['answer']; readonly reason: string }
  | { readonly kind: 'accepted-before' }
  | {
      readonly kind: 'refuse'
      readonly because:
        | 'only-in-its-pane'
        | 'another-question'
        | 'answered-otherwise'
        | 'not-its-to-allow'
        | 'allow-has-no-words'
    }

/** Nothing but these words, whatever their case, is a yes or a no; every other text is a no that says what to do instead. */
const yes = /^(y|yes|ok|okay|allow|approve|go ahead|yes,? go ahead)[.!]?$/i
const no = /^(n|no|deny|don'?t|do not)[.!]?$/i

/**
 * What a follow-up says about the open question. Consent is never guessed: it is the word itself, or the choice. Whoever
 * is an agent may always refuse, and allows only when nothing would be asked of itself.
 */
export function decideAnswer(facts: AnswerFacts): AnswerDecision {
  const { ask, given, meant, by } = facts
  if (ask === null || !ask.can_answer) return { kind: 'refuse', because: 'only-in-its-pane' }
  if (meant !== null && meant !== ask.id) return { kind: 'refuse', because: 'another-question' }
  const text = facts.text.trim()
  const answer = facts.chosen ?? (yes.test(text) ? 'allow' : 'deny')
  const reason = yes.test(text) || no.test(text) ? '' : text
  // No harness takes words with a yes, and words that nobody reads would be lost.
  if (answer === 'allow' && reason !== '') return { kind: 'refuse', because: 'allow-has-no-words' }
  if (answer === 'allow' && by.kind === 'agent' && by.mode !== 'bypass')
    return { kind: 'refuse', because: 'not-its-to-allow' }
  if (given?.ask_id !== ask.id) return { kind: 'accept', answer, reason }
  return given.answer === answer && given.reason === reason
    ? { kind: 'accepted-before' }
    : { kind: 'refuse', because: 'answered-otherwise' }
}
