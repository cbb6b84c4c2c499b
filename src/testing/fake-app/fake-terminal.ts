import type { FakePort } from './browser.ts'

const encoder = new TextEncoder()

/** A terminal that shows `text` and echoes what is typed; `flood` and Enter writes a lot, `bell` rings, `exit` ends it. */
export function openFakeTerminal(port: FakePort, text: string, isRestored: boolean): void {
  let line = ''
  const write = (data: string): void => port.postMessage({ kind: 'data', data: encoder.encode(data) })
  const run = (command: string): void => {
    if (command === 'flood')
      for (let row = 0; row < 2_000; row += 1) write(`\x1b[3${row % 8}mline ${row}\x1b[0m\r\n`)
    if (command === 'bell') write('\x07')
    if (command === 'exit') port.postMessage({ kind: 'exit', exitCode: 0, signal: null })
    write('$ ')
  }
  port.onmessage = ({ data }) => {
    const message = data as { kind: string; data?: string } // our own page
    if (message.kind !== 'input' || message.data === undefined) return
    for (const key of message.data) {
      if (key === '\r') {
        write('\r\n')
        run(line)
        line = ''
      } else if (key === '\x7f') {
        line = line.slice(0, -1)
        write('\b \b')
      } else {
        line += key
        write(key)
      }
    }
  }
  const data = new TextEncoder().encode(`${text.replaceAll('\n', '\r\n')}\x1b[?2026l`)
  port.postMessage({ kind: 'replay', data, cols: 96, rows: 40, isRestored })
}
