/** What a person says of a line. `line` is its number in the new file, `code` its text. */
export type LineComment = {
  readonly path: string
  readonly line: number
  readonly code: string
  readonly text: string
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
