import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openScreenTerminal, type ScreenTerminal } from './screen-terminal.ts'

const scrollback = 60
const encoder = new TextEncoder()

describe('a screen whose width changes', () => {
  it('keeps its end when its scrollback is full and a line takes three rows and more', () => {
    const screen = openScreenTerminal({ cols: 10, rows: 8, scrollback })
    screen.write(encoder.encode(log(200, 52)))
    screen.terminal.resize(3, 8)
    expect(textOf(screen)).toMatch(/filled\n\$$/)
  })

  it('never shows other text than before, only more or less of its beginning', () => {
    const widths = fc.array(fc.integer({ min: 2, max: 200 }), { minLength: 2, maxLength: 5 })
    const lines = fc.array(fc.stringMatching(/^[a-z漢字 ]{40,120}$/u), { minLength: 70, maxLength: 90 })
    fc.assert(
      fc.property(widths, fc.integer({ min: 4, max: 40 }), lines, ([first = 80, ...others], rows, texts) => {
        const screen = openScreenTerminal({ cols: first, rows, scrollback })
        screen.write(encoder.encode(`${texts.map((text, n) => `${n}:${text}`).join('\r\n')}\r\nfilled\r\n`))
        let before = textOf(screen)
        for (const cols of others) {
          screen.terminal.resize(cols, rows)
          const after = textOf(screen)
          expect(before.endsWith(after) || after.endsWith(before)).toBe(true)
          before = after
        }
      }),
      { numRuns: 150 },
    )
  })
})

function log(count: number, length: number): string {
  return `${Array.from({ length: count }, (_, n) => `${n}`.padEnd(length, '.')).join('\r\n')}\r\nfilled\r\n$ `
}

/** All lines, those put together that a row is too narrow for; an empty cell at the end of such a row is no character. */
function textOf({ terminal }: ScreenTerminal): string {
  const buffer = terminal.buffer.active
  let text = ''
  for (let y = 0; y < buffer.length; y += 1) {
    const goesOn = buffer.getLine(y + 1)?.isWrapped === true
    text += buffer.getLine(y)?.translateToString(true) ?? ''
    if (!goesOn) text += '\n'
  }
  return text.trimEnd()
}
