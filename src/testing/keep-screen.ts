import { aboveOfCheckpoint, encodeCheckpoint } from '../pty-host/history/checkpoint.ts'
import type { KeptAbove } from '../pty-host/lines-above.ts'
import { Mirror, type Capture } from '../pty-host/mirror.ts'
import { smallSize as size, turns } from './replay-check.ts'

const scrollback = 1_000
/** A screen as a history has it. */
export type Kept = { readonly front: Capture; readonly whole: Capture; readonly above: KeptAbove | null }

/** The screen of a mirror that was woken from this one, after this stream. */
export const keep = async (stream: Uint8Array, from?: Kept | null, lines = scrollback): Promise<Kept> => {
  const flat = from?.above ? from : null
  const mirror = new Mirror({ ...size, turns: turns(), scrollback: lines, above: flat?.above ?? null })
  const first = flat ? flat.front : from?.whole
  if (first) for (const piece of [first.serialized, first.unfinished]) mirror.feed(piece)
  mirror.feed(stream)
  const shows = [0, lines].map(
    (count) => new Promise<Capture>((resolve) => mirror.capture({ scrollback: count }, resolve)),
  )
  const [front, whole] = (await Promise.all(shows)) as [Capture, Capture]
  mirror.dispose()
  return { front, whole, above: aboveOfCheckpoint(Buffer.concat(await encodeCheckpoint(whole))) }
}
