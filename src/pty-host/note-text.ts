/** A control sequence that sets colours and weight: the one kind a note may hold. */
// oxlint-disable no-control-regex -- control characters are what this is about
const allowedOrControl =
  /(\x1b\[[\d;:]*m)|\x1b\[[\x20-\x3f]*[\x40-\x7e]?|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g

/** The text of a note with every control character taken out except line breaks, tabs and colours. */
export const sanitizeNote = (text: string): string =>
  text.replaceAll(allowedOrControl, (_, colour: string | undefined) => colour ?? '').replaceAll('\n', '\r\n')

/** What a process may have left behind on its screen, undone: pending sequence, alternate screen, modes, mouse, colours. */
export const leaveProgramModes = (options: { readonly isAlternate: boolean }): string =>
  [
    '\x1b\\',
    options.isAlternate ? '\x1b[?1049l' : '',
    '\x1b[!p', // soft reset: region, origin, insert, charsets, cursor visible, keypad, bracketed paste, focus
    '\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1016l',
    '\x1b[0 q\x1b[0m',
  ].join('')
