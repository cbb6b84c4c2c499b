export const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`
export const red = (text: string): string => `\x1b[31m${text}\x1b[39m`
export const cyan = (text: string): string => `\x1b[36m${text}\x1b[39m`

/** Text for a terminal: its own control codes are taken out, so that output cannot move the cursor of its reader. */
export const toTerminal = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '').replaceAll('\n', '\r\n')

/** One line of at most 200 characters. */
export const clipLine = (text: string): string => {
  const line = toTerminal(text.split('\n')[0] ?? '')
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}

/** What a tool was asked for, in one line. */
export const toolLine = (name: string, subject: string): string =>
  `${cyan(`⏺ ${toTerminal(name)}`)} ${clipLine(subject)}\r\n`

/** What a tool answered: its first line, and how many more there are. */
export function resultLine(output: string, isError: boolean): string {
  const [first = '', ...rest] = output.trimEnd().split('\n')
  const more = rest.length > 0 ? dim(` (+${rest.length} lines)`) : ''
  return `  ⎿ ${isError ? red(clipLine(first)) : dim(clipLine(first))}${more}\r\n`
}
