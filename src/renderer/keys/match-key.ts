import type { ActionId } from './bindings.ts'
import { allBindings, keysOfBinding, type KeyChoices } from './chosen-keys.ts'

/** What is read of a key event. `isAltGraph`: AltGr reports itself as ctrl+alt and types characters. */
export type KeyPress = {
  readonly key: string
  readonly code: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly meta: boolean
  readonly isAltGraph: boolean
}

/** The action of a key, or null when it belongs to whoever has the focus. */
export function matchKey(
  press: KeyPress,
  where: { readonly isMac: boolean; readonly isInTerminal: boolean; readonly chosen?: KeyChoices },
): ActionId | null {
  if (press.isAltGraph) return null
  const found = allBindings(where.chosen ?? {}).find((binding) => {
    const keys = keysOfBinding(binding, where.isMac, where.chosen ?? {})
    if (keys === null) return false
    if (binding.scope === 'terminal' && !where.isInTerminal) return false
    if (binding.scope === 'elsewhere' && where.isInTerminal) return false
    return matches(press, keys)
  })
  return found?.action ?? null
}

function matches(press: KeyPress, keys: string): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (modifier: string) => parts.includes(modifier)
  if (press.ctrl !== wants('ctrl') || press.alt !== wants('alt') || press.meta !== wants('meta')) return false
  // "+" may need shift to be typed
  if (key !== 'plus' && press.shift !== wants('shift')) return false
  return names(press).includes(key)
}

const codeNames: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Comma: 'comma',
  NumpadAdd: 'plus',
  NumpadSubtract: 'minus',
  Numpad0: '0',
}
const keyNames: Readonly<Record<string, string>> = {
  '+': 'plus',
  '=': 'plus',
  '-': 'minus',
  ',': 'comma',
  '<': 'comma',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/**
 * The names a press goes by: the character of the user's layout; and where that is no Latin letter (a Cyrillic layout)
 * or is changed by alt (a Mac), the place on the keyboard.
 */
function names(press: KeyPress): readonly string[] {
  const typed = keyNames[press.key] ?? press.key.toLowerCase()
  const digit = /^Digit(\d)$/.exec(press.code)?.[1]
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase()
  const isLatin = /^[a-z]$/.test(typed)
  return [typed, codeNames[press.code], digit, isLatin ? undefined : letter].filter(
    (name) => name !== undefined,
  )
}
