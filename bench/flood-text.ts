/** What floods look like: a log, a coloured log, a program that draws the whole screen, Chinese with emoji. */
export const floodKinds = ['plain', 'coloured', 'full-screen', 'cjk'] as const
export type FloodKind = (typeof floodKinds)[number]

/** A block of about a megabyte; repeated it is a flood. */
export function floodText(kind: FloodKind): string {
  switch (kind) {
    case 'plain':
      return lines(
        16_000,
        (at) => `compiling src/module-${at}.ts (${at % 97} ms), nothing to complain about: ok`,
      )
    case 'coloured':
      return lines(
        12_000,
        (at) =>
          `\u001b[3${(at % 7) + 1}mcompiling\u001b[0m src/module-${at}.ts \u001b[38;5;${(at % 200) + 16}m(${at % 97} ms)\u001b[0m \u001b[1mok\u001b[0m`,
      )
    case 'full-screen':
      return `\u001b[?1049h${Array.from({ length: 250 }, (_, frame) => screen(frame)).join('')}`
    case 'cjk':
      return lines(8_000, (at) =>
        Array.from({ length: 20 }, (_, column) => character(at * 20 + column)).join(''),
      )
  }
}

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => `${line(at)}\n`).join('')

const screen = (frame: number): string =>
  Array.from(
    { length: 36 },
    (_, row) =>
      `\u001b[${row + 1};1H\u001b[4${(frame + row) % 8}m${`frame ${frame} row ${row} `.repeat(5).slice(0, 100)}\u001b[0m`,
  ).join('')

const character = (at: number): string =>
  at % 23 === 0
    ? String.fromCodePoint(0x1f600 + (at % 60))
    : String.fromCodePoint(0x4e00 + ((at * 7) % 8_000))
