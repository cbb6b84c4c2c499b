import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPalettes } from './read-palettes.ts'
import { isDark, TerminalPalette } from './terminal-palette.ts'

const read = (name: string) =>
  readPalettes(name, readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8'))

test('a theme of iTerm2 is read: numbers of colours, whatever their order', () => {
  const { palettes, problems } = read('Retro Warm.itermcolors')
  expect(problems).toEqual([])
  expect(palettes).toEqual([
    {
      name: 'Retro Warm',
      ...{
        background: '#282828',
        foreground: '#ebdbb2',
        cursor: '#ebdbb2',
        cursorText: '#282828',
        selection: '#504945',
      },
      ansi: [
        ...['#1d2021', '#cc241d', '#98971a', '#d79921', '#458588', '#b16286', '#689d6a', '#a89984'],
        ...['#928374', '#fb4934', '#b8bb26', '#fabd2f', '#83a598', '#d3869b', '#8ec07c', '#ebdbb2'],
      ],
    },
  ])
})

test('a theme of Ghostty is read, with and without #, and what is no colour of ours is passed over', () => {
  const [palette] = read('Paper Day').palettes
  expect(palette).toMatchObject({
    name: 'Paper Day',
    background: '#fdf6e3',
    foreground: '#586e75',
    selection: '#eee8d5',
  })
  expect([palette?.ansi[0], palette?.ansi[8], palette?.ansi.length]).toEqual(['#073642', '#002b36', 16])
  expect(isDark(palette?.background ?? '')).toBe(false)
})

test('all schemes of a Windows Terminal are read, comments and commas and all; half a one is told of', () => {
  const { palettes, problems } = read('settings.json')
  expect(palettes.map(({ name, cursor, ansi }) => [name, cursor, ansi[5]])).toEqual([
    ['Night, with // in its name', '#ffffff', '#881798'],
  ])
  expect(problems).toEqual([expect.stringContaining('it names no colour 1, 2')])
})

test('one scheme alone has the name of its file where it names none', () => {
  const names = ['black', 'red', 'green', 'yellow', 'blue', 'purple', 'cyan', 'white']
  const bright = names.map((name) => `bright${name.charAt(0).toUpperCase()}${name.slice(1)}`)
  const scheme = Object.fromEntries(
    ['background', 'foreground', ...names, ...bright].map((name) => [name, '#123456']),
  )
  expect(readPalettes('mine.json', JSON.stringify(scheme)).palettes.map(({ name }) => name)).toEqual(['mine'])
})

test('whatever is given, what is read is a palette and nothing throws', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string().map((one) => `<?xml?><plist><dict><key>Ansi 0 Color</key><dict>${one}</dict></dict>`),
    fc.string().map((one) => `{ "schemes": [ ${one} ] }`),
    fc.string().map((one) => `palette = 0=${one}\nbackground = ${one}\nforeground = #fff`),
  )
  fc.assert(
    fc.property(text, (one) => {
      for (const palette of readPalettes('a file', one).palettes)
        expect(TerminalPalette.parse(palette)).toEqual(palette)
    }),
  )
})
