import { splitCommandLine } from './command-line.ts'
import { err, ok, type Result } from '../kernel/result.ts'

/** A place in a file, as a terminal shows it. Lines and columns count from 1. */
export type FilePlace = {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
}

/** Editors that take a place on their command line, in the order in which they are looked for. */
export const knownEditors: readonly string[] = [
  'code -g {file}:{line}:{column}',
  'cursor -g {file}:{line}:{column}',
  'codium -g {file}:{line}:{column}',
  'zed {file}:{line}:{column}',
  'subl {file}:{line}:{column}',
  'idea --line {line} --column {column} {file}',
  'kate -l {line} -c {column} {file}',
  'gedit {file} +{line}:{column}',
]

/**
 * The program and the arguments that open a place: the command line is split first and filled in afterwards, so that a
 * file's name is one argument whatever stands in it. No shell sees it. Without `{file}` the file comes last.
 */
export function editorArguments(commandLine: string, place: FilePlace): Result<readonly string[], string> {
  const words = splitCommandLine(commandLine)
  if (!words.ok) return words
  if (words.value.length === 0) return err('the editor is an empty command line')
  const filled = words.value.map((word) =>
    word.replace(/\{(file|line|column)\}/g, (_all, name: string) =>
      name === 'file' ? place.file : String((name === 'line' ? place.line : place.column) ?? 1),
    ),
  )
  return ok(commandLine.includes('{file}') ? filled : [...filled, place.file])
}
