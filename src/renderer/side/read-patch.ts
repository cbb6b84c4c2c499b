import { parsePatch } from 'diff'

export type DiffLine = {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
  /** In the new file; for a removed line that of the next one. */
  readonly newLine: number
  readonly oldLine: number
}
export type DiffHunk = { readonly title: string; readonly lines: readonly DiffLine[] }
export type DiffFile = {
  readonly path: string
  readonly added: number
  readonly removed: number
  readonly hunks: readonly DiffHunk[]
}

/** Reads a unified diff of git's; a part that cannot be read costs only itself. */
export function readPatch(patch: string): readonly DiffFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map(readFilePart)
}

function readFilePart(part: string): DiffFile {
  const named = /^\+\+\+ b\/(.+?)\t?$/m.exec(part)?.[1] ?? /^--- a\/(.+?)\t?$/m.exec(part)?.[1]
  const path = named ?? /^diff --git a\/.+? b\/(.+)$/m.exec(part)?.[1] ?? 'unknown file'
  const hunks = parseHunks(part)
  const lines = hunks.flatMap((hunk) => hunk.lines)
  const many = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length
  return { path, added: many('added'), removed: many('removed'), hunks }
}

function parseHunks(part: string): readonly DiffHunk[] {
  try {
    return parsePatch(part).flatMap((file) =>
      file.hunks.map((hunk) => ({
        title: `@@ -${hunk.oldStart} +${hunk.newStart}`,
        lines: numbered(hunk.lines, hunk.oldStart, hunk.newStart),
      })),
    )
  } catch {
    return [] // shown as a file without lines
  }
}

function numbered(lines: readonly string[], oldStart: number, newStart: number): readonly DiffLine[] {
  let [oldLine, newLine] = [oldStart, newStart]
  return lines.flatMap((line): DiffLine[] => {
    const text = line.slice(1)
    switch (line.charAt(0)) {
      case '+':
        return [{ kind: 'added', text, newLine: newLine++, oldLine }]
      case '-':
        return [{ kind: 'removed', text, newLine, oldLine: oldLine++ }]
      case ' ':
        return [{ kind: 'same', text, newLine: newLine++, oldLine: oldLine++ }]
      default:
        return [] // "\ No newline at end of file"
    }
  })
}
