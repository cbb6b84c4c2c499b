import { z } from 'zod'

const LetterDraft = z.object({ subject: z.string().catch(''), body: z.string().catch('') })
export type LetterDraft = z.infer<typeof LetterDraft>

/** A letter that was begun; an empty one when there is none, or when it cannot be read. */
export function readLetterDraft(text: string): LetterDraft {
  const parsed = LetterDraft.safeParse(parseJson(text))
  return parsed.success ? parsed.data : { subject: '', body: '' }
}

/** As it is kept; empty when nothing was written. */
export const writeLetterDraft = (draft: LetterDraft): string =>
  draft.subject === '' && draft.body === '' ? '' : JSON.stringify(draft)

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
