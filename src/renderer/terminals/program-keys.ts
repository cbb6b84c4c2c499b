import type { Terminal } from '@xterm/xterm'
import { encodeKittyKey, KeyboardFlags } from '../../shared/domain/kitty-keyboard.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { HeldKey } from '../keys/held-keys.ts'

/** Gives keys to a program as it asked for them (the kitty keyboard protocol); all others are xterm's. */
export function sendKeysAsAsked(terminal: Terminal): Disposable {
  const flags = new KeyboardFlags(terminal, () => {}) // the host answers
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown' || flags.inForce === 0) return true
    const isText = event.isComposing || event.key === 'Dead' || event.getModifierState('AltGraph')
    const { key, code, shiftKey: shift, altKey: alt, ctrlKey: ctrl, metaKey: meta } = event
    const sent = encodeKittyKey({ key, code, shift, alt, ctrl, meta, isText })
    if (sent === null) return true
    event.preventDefault() // or the browser would type it as well
    terminal.input(sent, true)
    return false
  })
  return flags
}

/** Presses keys again that were pressed before this terminal had the keyboard. */
export function pressAgain(terminal: Terminal, keys: readonly HeldKey[]): void {
  for (const held of keys) {
    const event = new KeyboardEvent('keydown', { ...held, bubbles: true, cancelable: true })
    terminal.textarea?.dispatchEvent(event)
    const isText = /^.$/u.test(held.key) && !held.ctrlKey && !held.altKey && !held.metaKey
    if (isText && !event.defaultPrevented) terminal.input(held.key, true) // what only the browser would type
  }
}
