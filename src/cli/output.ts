import { readFile } from 'node:fs/promises'
import { CliFailure } from './exit-codes.ts'

/** The answer of a command: JSON for programs, text for people. Nothing else ever goes to stdout. */
export function printAnswer(options: { readonly json?: boolean }, value: unknown, text: string): void {
  process.stdout.write(options.json ? `${JSON.stringify(value, null, 2)}\n` : text === '' ? '' : `${text}\n`)
}

/** Rows as aligned columns; the last one is as long as it is. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headers, ...rows].map((row) => row.map(plain))
  const widths = headers.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

/** Text of others on one line, without codes that a terminal would obey. */
export const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')

/** A text option, or the file that stands for it; `-` is standard input. Null when neither was given. */
export async function textOrFile(text: string | undefined, file: string | undefined): Promise<string | null> {
  if (text !== undefined) return text
  if (file === undefined) return null
  try {
    if (file !== '-') return await readFile(file, 'utf8')
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer) // no encoding is set: always buffers
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    throw new CliFailure(
      'usage',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** A number option that must be a whole one. */
export function wholeNumber(option: string, given: string): number {
  const value = Number(given)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new CliFailure('usage', `${option} must be a whole number, not ${given}`)
}
