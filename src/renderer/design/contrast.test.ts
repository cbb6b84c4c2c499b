import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ambientTones, statusLooks, tones } from './status-look.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

const surfaces = ['ground', 'panel', 'raised', 'hover', 'overlay']
const tinted = ['surface-blocked', 'surface-failed', 'surface-waking', 'surface-added']
const textOnDiff = ['faint', 'done'] // numbers and signs of lines
const textAnywhere = ['text', 'muted', 'faint']
const textOnTint = ['text', 'muted']
/** Solid grounds with their own text. */
const solids = [
  ['on-accent', 'accent-solid'],
  ['on-blocked', 'blocked-solid'],
  ['on-failed', 'failed-solid'],
] as const
/** Not text: edges of fields, focus rings and marks need 3:1. */
const marks = ['line-control', 'focus']

const aaText = 4.5
const aaMark = 3

for (const theme of ['dark', 'light'] as const) {
  const tokens = readTokens(theme)
  const ratio = (text: string, ground: string): number =>
    contrast(colour(tokens, text), colour(tokens, ground))
  const tooFaint = (pairs: readonly (readonly [string, string])[], least: number): string[] =>
    pairs
      .filter(([text, ground]) => ratio(text, ground) < least)
      .map(([text, ground]) => `${text} on ${ground}: ${ratio(text, ground).toFixed(2)}`)

  test(`all text is readable on every surface (${theme})`, () => {
    const pairs = [...textAnywhere, 'accent', ...tones].flatMap((text) =>
      surfaces.map((ground) => [text, ground] as const),
    )
    expect(tooFaint(pairs, aaText)).toEqual([])
  })

  test(`what asks for a look is readable on its tint (${theme})`, () => {
    const words = tinted.flatMap((ground) => textOnTint.map((text) => [text, ground] as const))
    const states = ['blocked', 'failed', 'waking'].map((tone) => [tone, `surface-${tone}`] as const)
    const lines = textOnDiff.map((text) => [text, 'surface-added'] as const)
    const removed = [['faint', 'surface-failed'] as const]
    expect(tooFaint([...words, ...states, ...solids, ...lines, ...removed], aaText)).toEqual([])
  })

  test(`fields and the focus can be seen without their text (${theme})`, () => {
    const pairs = marks.flatMap((mark) => surfaces.map((ground) => [mark, ground] as const))
    expect(tooFaint(pairs, aaMark)).toEqual([])
  })
}

test('every state has a colour, a shape and a word, and no two share shape and word', () => {
  const looks = Object.values(statusLooks)
  expect(new Set(looks.map((look) => `${look.shape} ${look.word}`)).size).toBe(looks.length)
  expect(new Set(looks.map((look) => look.shape)).size).toBe(looks.length)
  for (const tone of [...looks.map((look) => look.tone), ...Object.values(ambientTones)])
    expect(tones).toContain(tone)
})

function readTokens(theme: 'dark' | 'light'): Readonly<Record<string, string>> {
  const block = new RegExp(`:root\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )
}

function colour(tokens: Readonly<Record<string, string>>, name: string): readonly number[] {
  const hex = tokens[name]
  if (hex === undefined) throw new Error(`no colour --${name}`)
  return [1, 3, 5].map((from) => Number.parseInt(hex.slice(from, from + 2), 16) / 255)
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (rgb: readonly number[]): number => {
    const linear = rgb.map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
  }
  const [bright, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((bright ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}
