import { err, ok, type Result } from '../kernel/result.ts'

/**
 * Splits what a person typed into program and arguments: blanks separate, single and double quotes group, a backslash
 * takes the next character as it is (not within single quotes). Nothing is expanded; no shell sees it.
 */
export function splitCommandLine(line: string): Result<string[], string> {
  const words: string[] = []
  let word: string | null = null
  let quote: '"' | "'" | null = null
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at)
    if (character === '\\' && quote !== "'" && at + 1 < line.length) {
      at += 1
      word = (word ?? '') + line.charAt(at)
    } else if (quote !== null) {
      if (character === quote) quote = null
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (quote !== null) return err(`the command line has an opening ${quote} without a closing one`)
  if (word !== null) words.push(word)
  return ok(words)
}
