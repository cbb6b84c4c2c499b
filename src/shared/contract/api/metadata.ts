import { z } from 'zod'
import { metadataKeyCharsMax, metadataKeysMax, metadataValueBytesMax } from '../../limits.ts'

const key = z.string().regex(new RegExp(`^[A-Za-z0-9._-]{1,${metadataKeyCharsMax}}$`), {
  error: `a key has 1 to ${metadataKeyCharsMax} of A-Z a-z 0-9 . _ -`,
})
const value = z.string().refine((text) => utf8Bytes(text) <= metadataValueBytesMax, {
  error: `a value has at most ${metadataValueBytesMax} bytes`,
})

/** What a run is labelled with, to find it again (Oz). A child has its parent's labels besides its own. */
export const Metadata = z.record(key, value)
export type Metadata = z.infer<typeof Metadata>

/** The labels that a request may give. */
export const GivenMetadata = Metadata.refine((given) => Object.keys(given).length <= metadataKeysMax, {
  error: `at most ${metadataKeysMax} keys`,
})

/** What was said counts more than what is inherited; of the inherited as much as there is room for. */
export function mergeMetadata(given: Metadata | undefined, inherited: Metadata | null): Metadata | null {
  const own = Object.entries(given ?? {})
  const rest = Object.entries(inherited ?? {}).filter(([name]) => !Object.hasOwn(given ?? {}, name))
  const all = [...own, ...rest.slice(0, Math.max(0, metadataKeysMax - own.length))]
  return all.length === 0 ? null : Object.fromEntries(all)
}

/** Without an encoder, of which `shared` has none: surrogate pairs are four bytes, two for each half. */
const utf8Bytes = (text: string): number => {
  let bytes = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3
  }
  return bytes
}
