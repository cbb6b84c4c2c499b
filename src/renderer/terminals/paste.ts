import { inputCharsMax } from '../limits.ts'

/** Whether to ask before pasting: many lines into a program that would run each of them. */
export function needsPasteWarning(
  text: string,
  options: { readonly isBracketedPaste: boolean; readonly warningLines: number },
): boolean {
  const { isBracketedPaste, warningLines } = options
  return !isBracketedPaste && warningLines > 0 && countLines(text) > warningLines
}

/** What can be pasted: text and its lines, nothing that a terminal or a program takes for keys or for the end of the paste. */
export const pasteable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '')

/** Lines as a shell would run them; a newline at the end begins no further one. */
export const countLines = (text: string): number => text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/).length

/** A long input in parts that each fit into a message; a surrogate pair is never cut. */
export function cutInput(text: string, most = inputCharsMax): readonly string[] {
  const parts: string[] = []
  let from = 0
  while (from < text.length) {
    let to = Math.min(text.length, from + most)
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to -= 1
    parts.push(text.slice(from, to))
    from = to
  }
  return parts
}

const isHighSurrogate = (code: number): boolean => code >= 0xd8_00 && code <= 0xdb_ff
