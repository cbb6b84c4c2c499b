import type { Terminal } from '@xterm/xterm'

/** All text of the screen and its scrollback: wrapped rows joined, blanks at the end of lines and of the text cut. */
export function readBuffer(terminal: Pick<Terminal, 'buffer'>): string {
  const buffer = terminal.buffer.active
  const lines: string[] = []
  for (let row = 0; row < buffer.length; row += 1) {
    const line = buffer.getLine(row)
    if (!line) continue
    const text = line.translateToString(!buffer.getLine(row + 1)?.isWrapped)
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text
    else lines.push(text)
  }
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd()
}
