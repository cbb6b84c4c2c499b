import type { RunState } from './run.ts'

/** The kind of a message in which the service tells a parent of its child. */
export const noticeKind = 'notice'

/** What is known when a run has moved and its parent may want to hear of it. */
export type NoticeFacts = {
  readonly reached: RunState
  readonly childName: string
  readonly parent: 'none' | 'killed' | 'living'
  /** Whether the child itself wrote to its parent since its present turn or execution began. */
  readonly hasWrittenToParent: boolean
  readonly summary: string | null
  readonly statusMessage: string | null
}
export type NoticeDecision =
  | { readonly kind: 'tell'; readonly subject: string; readonly body: string }
  | { readonly kind: 'be-silent'; readonly because: 'nothing-ended' | 'nobody-to-tell' | 'child-has-told' }

const endings: Readonly<Partial<Record<RunState, string>>> = {
  SUCCEEDED: 'finished',
  FAILED: 'failed',
  ERROR: 'failed',
  BLOCKED: 'is blocked',
}

/** Whether the parent's mailbox gets a notice: never for what the child has told itself, always for what went wrong. */
export function decideNotice(facts: NoticeFacts, bodyCharsMax: number): NoticeDecision {
  const ending = endings[facts.reached]
  if (ending === undefined) return { kind: 'be-silent', because: 'nothing-ended' }
  if (facts.parent !== 'living') return { kind: 'be-silent', because: 'nobody-to-tell' }
  if (facts.reached === 'SUCCEEDED' && facts.hasWrittenToParent)
    return { kind: 'be-silent', because: 'child-has-told' }
  const words = facts.reached === 'SUCCEEDED' ? facts.summary : (facts.statusMessage ?? facts.summary)
  return { kind: 'tell', subject: `${facts.childName} ${ending}`, body: shorten(words ?? '', bodyCharsMax) }
}

const shorten = (text: string, charsMax: number): string =>
  text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`
