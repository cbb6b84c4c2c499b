import { z } from 'zod'
import { parseJson } from '../dialogs/letter-draft.ts'

/** What a person says of a line. `line` is its number in the new file, `code` its text. */
const LineComment = z.object({ path: z.string(), line: z.int(), code: z.string(), text: z.string() })
export type LineComment = z.infer<typeof LineComment>

/** Comments that were written and not sent; none when they cannot be read. */
export function readComments(text: string): readonly LineComment[] {
  const parsed = z.array(LineComment).safeParse(parseJson(text))
  return parsed.success ? parsed.data : []
}

/** All comments as one letter: each with its place and the line it is about, by file and line. */
export function letterOfComments(comments: readonly LineComment[]): {
  readonly subject: string
  readonly body: string
} {
  const sorted = comments.toSorted(
    (one, other) => one.path.localeCompare(other.path) || one.line - other.line,
  )
  const files = new Set(sorted.map((one) => one.path))
  const [first] = sorted
  const subject =
    files.size === 1 && first
      ? `Comments on ${first.path}`
      : `Comments on your changes in ${files.size} files`
  const body = sorted
    .map(({ path, line, code, text }) => `${path}:${line}\n> ${code.trim()}\n${text.trim()}`)
    .join('\n\n')
  return { subject, body }
}
