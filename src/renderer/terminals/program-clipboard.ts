import type { IParser } from '@xterm/xterm'
import { copiedTextBytesMax } from '../limits.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'

/**
 * The text that a program wants in the clipboard (`OSC 52 ; c ; base64`); null for what is none, too much, or asks what is in
 * the clipboard: that is never told.
 */
export function readClipboardWish(data: string): string | null {
  const [target = '', encoded = ''] = data.split(';')
  if (!/^[cps0-7]*$/.test(target) || encoded === '' || encoded.length > (copiedTextBytesMax * 4) / 3)
    return null
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null // a question mark, or no text
  }
}

/** Copies what programs put out for it, where a person wants that. */
export const copyForPrograms = (
  parser: IParser,
  options: { readonly isWanted: () => boolean; readonly copy: (text: string) => void },
): Disposable =>
  parser.registerOscHandler(52, (data) => {
    const text = options.isWanted() ? readClipboardWish(data) : null
    if (text !== null) options.copy(text)
    return true
  })
