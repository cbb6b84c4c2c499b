import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@fontsource-variable/jetbrains-mono/wght-italic.css'
import technicalSigns from '@fontsource-variable/noto-sans-symbols/files/noto-sans-symbols-symbols-wght-normal.woff2'
import signs from '@fontsource/noto-sans-symbols-2/files/noto-sans-symbols-2-symbols-400-normal.woff2'

/** What agents draw with (⎿ ⏵ ⏺ ✻ ⠋) and bare machines have no font for; asked where nothing else has the sign. */
export const signFont = 'Reveille Signs'

const signFaces = [
  { url: signs, unicodeRange: 'U+2300-23BD, U+23CD-23FF, U+2580-27BF, U+2800-28FF, U+2B00-2BFF' },
  { url: technicalSigns, unicodeRange: 'U+23AF, U+23BE-23CC' },
] as const

/** Signs that take one column, and that fonts for Chinese or emoji draw in two (● ⏸ ⏺ ✔ ⎿): each at a size that fits. */
export const narrowSignFont = 'Reveille Narrow Signs'

/** The descriptors of a face, with one that the type of the browser's API has not yet. */
type Sized = FontFaceDescriptors & { readonly url: string; readonly sizeAdjust: string }

/** None that is an emoji by itself (⌚ ⏩ ◾ ☔ ✨) or is mostly meant as one (⚠ ❤): a face here would draw that one, too. */
const narrowSignFaces: readonly Sized[] = [
  { url: signs, sizeAdjust: '67%', unicodeRange: 'U+25A0-25FC, U+25FF' },
  { url: signs, sizeAdjust: '65%', unicodeRange: 'U+23CF, U+23ED-23EF, U+23F1-23F2, U+23F8-23FA' },
  { url: signs, sizeAdjust: '64%', unicodeRange: 'U+2713-2718' },
  { url: signs, sizeAdjust: '80%', unicodeRange: 'U+2720-2727, U+2729-2746' },
  { url: technicalSigns, sizeAdjust: '85%', unicodeRange: 'U+23BF' },
]

/** Resolves when the window's own letters are loaded, or cannot be: it is drawn with them, or not before. */
export const loadLetters = (document: Document): Promise<unknown> =>
  Promise.allSettled([document.fonts.load("13px 'Inter Variable'", 'a')])

/** Resolves when a terminal can be drawn: xterm measures its cells once, and a sign when it first draws it. */
export async function loadTerminalFonts(document: Document): Promise<void> {
  for (const { url, unicodeRange } of signFaces) {
    document.fonts.add(new FontFace(signFont, `url('${url}') format('woff2')`, { unicodeRange }))
  }
  for (const { url, ...face } of narrowSignFaces)
    document.fonts.add(new FontFace(narrowSignFont, `url('${url}') format('woff2')`, face))
  const needed = [
    ["13px 'JetBrains Mono Variable'", 'a'],
    [`13px '${signFont}'`, '⏵⎿'],
    [`13px '${narrowSignFont}'`, '●⏸✔✻⎿'],
  ] as const
  await Promise.allSettled(needed.map(([font, text]) => document.fonts.load(font, text)))
}
