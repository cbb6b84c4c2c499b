/** The files of a directory on the PATH that make `reveille` this installation's CLI: name, text, mode. */
export function cliShims(
  reveille: readonly string[],
  platform: 'linux' | 'darwin' | 'win32',
): readonly { readonly name: string; readonly content: string; readonly mode: number }[] {
  const script = {
    name: 'reveille',
    content: `#!/bin/sh\nexec ${shellCommand(reveille)} "$@"\n`,
    mode: 0o755,
  }
  if (platform !== 'win32') return [script]
  const quoted = reveille.map((word) => `"${word.replaceAll('%', '%%')}"`).join(' ')
  return [script, { name: 'reveille.cmd', content: `@${quoted} %*\r\n`, mode: 0o755 }] // the script serves Git Bash
}

/** Words as one command of a POSIX shell; no word is read by it. */
export const shellCommand = (words: readonly string[]): string => words.map(shellWord).join(' ')

const shellWord = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
