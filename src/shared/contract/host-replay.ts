import { z } from 'zod'
import { ReplayFacts, type Replay } from './host.ts'

// `shared` knows neither DOM nor Node; both have these two.
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string
}

const LegacyReplay = ReplayFacts.unwrap().extend({ serialized: z.string() })

/** The payload of a `screen` frame: the length of its facts (4 bytes, little-endian), the facts as JSON, the text. */
export function encodeReplay({ serialized, ...facts }: Replay): readonly Uint8Array[] {
  const encoded = new TextEncoder().encode(JSON.stringify(facts))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, encoded.byteLength, true)
  return [length, encoded, serialized]
}

/** What a `screen` frame holds. Throws when it is none. */
export function decodeReplay(payload: Uint8Array): Replay {
  const factsEnd = 4 + new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0, true)
  const facts = ReplayFacts.parse(JSON.parse(new TextDecoder().decode(payload.subarray(4, factsEnd))))
  return { ...facts, serialized: payload.subarray(factsEnd) }
}

/** The value of a `replay` frame, which is what viewers before version 4 are sent. */
export const encodeLegacyReplay = ({ serialized, ...facts }: Replay) => ({
  ...facts,
  serialized: new TextDecoder().decode(serialized),
})

/** What a `replay` frame holds. Throws when it is none. */
export function decodeLegacyReplay(value: unknown): Replay {
  const { serialized, ...facts } = LegacyReplay.parse(value)
  // Its screens do not say that drawing may go on.
  const end = serialized.includes('\x1b[?2026h') ? '' : '\x1b[?2026l'
  return { ...facts, serialized: new TextEncoder().encode(serialized + end) }
}
