import type { Page } from '@playwright/test'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the pictures were drawn by; renewed with them, when letters are drawn with other pixels. */
const picturedBy = { runtime: '33.4.11 linux disabled_software', letters: 'c09d97c0b130' }

const font = join(
  import.meta.dirname,
  '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
)

/** Why pictures made elsewhere cannot be compared with those that this machine draws; null where they can be. */
export async function whyNotCompared(page: Page, runtime: string): Promise<string | null> {
  if (runtime !== picturedBy.runtime) return `they are of Electron ${picturedBy.runtime}, this is ${runtime}`
  const letters = await drawLetters(page)
  if (letters !== picturedBy.letters) return `letters are drawn with other pixels here (${letters})`
  return null
}

/** A few letters in a font of the test's own, so that a fault in the app's fonts is still a difference. */
async function drawLetters(page: Page): Promise<string> {
  const url = `data:font/woff2;base64,${readFileSync(font).toString('base64')}`
  const drawn = await page.evaluate(async (source) => {
    const face = await new FontFace('Letters', `url('${source}')`).load()
    document.fonts.add(face)
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 40
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('a canvas cannot be drawn on')
    pen.font = '500 13px Letters'
    pen.fillText('working 12 m, needs you: AVATAR fjord quiz', 4, 16)
    pen.font = '11px Letters'
    pen.fillText('messages @ 09:00 {#812} ready', 4, 32)
    document.fonts.delete(face)
    return canvas.toDataURL()
  }, url)
  return createHash('sha256').update(drawn).digest('hex').slice(0, 12)
}
