import type { IBufferLine, ILink, ILinkProvider, Terminal } from '@xterm/xterm'

/** A path as it stands in a line; columns of the line's text, from 0. */
export type ShownPath = {
  readonly text: string
  readonly path: string
  readonly line: number | null
  readonly column: number | null
  readonly start: number
}

/**
 * What may be a path: absolute, from home, or with a slash or a file's ending in it; then `:12`, `:12:5` or `(12,5)`, as
 * compilers, linters and grep write it, or `", line 12` as Python does. Whether it is one is asked of the file system.
 */
const pathPattern =
  /(?:"(?<quoted>[^"\s]{1,1024})", line (?<python>\d{1,7}))|(?<path>(?:~\/|\.{0,2}\/)?[\w@.+-]+(?:\/[\w@.+%=,#-]*)*)(?:\((?<line2>\d{1,7})(?:,\s?(?<column2>\d{1,5}))?\)|:(?<line>\d{1,7})(?::(?<column>\d{1,5}))?)?/g

/** The paths that a line of text may name. Web addresses are none. */
export function findPaths(text: string): readonly ShownPath[] {
  const withoutAddresses = text.replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, (address) =>
    ' '.repeat(address.length),
  )
  return [...withoutAddresses.matchAll(pathPattern)].flatMap((match) => {
    const { quoted, python, line, line2, column, column2 } = match.groups ?? {}
    const path = (quoted ?? match.groups?.['path'] ?? '').replace(/[.,]+$/, '')
    const number = line ?? line2 ?? python
    const looksLikePath = path.includes('/') || /[^.]\.[A-Za-z]\w{0,9}$/.test(path) || number !== undefined
    if (!looksLikePath || !/[A-Za-z]/.test(path) || path.length > 1_024) return []
    const place = {
      line: number === undefined ? null : Math.max(1, Number(number)),
      column: (column ?? column2) === undefined ? null : Math.max(1, Number(column ?? column2)),
    }
    const isWhole = number !== undefined
    return [{ text: isWhole ? match[0] : path, path, ...place, start: match.index }]
  })
}

export type PathLinkOptions = {
  /** Which of the paths exist here; asked once for each line that is pointed at. */
  readonly look: (paths: readonly string[]) => Promise<readonly ('file' | 'directory' | null)[]>
  readonly open: (place: Pick<ShownPath, 'path' | 'line' | 'column'>) => void
  readonly isOpening: (event: MouseEvent) => boolean
}

/** Makes paths of files that exist links, with the line that stands behind them. Wrapped lines are read as one. */
export function pathLinks(terminal: Terminal, options: PathLinkOptions): ILinkProvider {
  return {
    provideLinks: (row, tell) => {
      const { text, cells } = readWrapped(terminal, row - 1)
      const shown = findPaths(text)
      if (shown.length === 0) return tell(undefined)
      const paths = shown.slice(0, 32)
      void options.look(paths.map((one) => one.path)).then(
        (kinds) =>
          tell(
            paths.flatMap((one, index): ILink[] => {
              const [start, end] = [cells[one.start], cells[one.start + one.text.length - 1]]
              if (!kinds[index] || !start || !end) return []
              return [
                {
                  text: one.text,
                  range: { start, end },
                  activate: (event) => {
                    if (options.isOpening(event)) options.open(one)
                  },
                },
              ]
            }),
          ),
        () => tell(undefined), // main is away: no links now
      )
    },
  }
}

type Cell = { readonly x: number; readonly y: number }

/** The line that a row is part of, and where each character of it stands (1-based, as xterm counts). */
function readWrapped(terminal: Terminal, row: number): { text: string; cells: readonly Cell[] } {
  const buffer = terminal.buffer.active
  let first = row
  while (first > 0 && row - first < 16 && buffer.getLine(first)?.isWrapped) first -= 1
  let text = ''
  const cells: Cell[] = []
  for (let y = first; y < first + 32; y += 1) {
    const line: IBufferLine | undefined = buffer.getLine(y)
    if (!line || (y > first && !line.isWrapped)) break
    for (let x = 0; x < line.length; x += 1) {
      const cell = line.getCell(x)
      if (!cell || cell.getWidth() === 0) continue
      const chars = cell.getChars() || ' '
      for (let unit = 0; unit < chars.length; unit += 1) cells.push({ x: x + 1, y: y + 1 })
      text += chars
    }
  }
  return { text, cells }
}
