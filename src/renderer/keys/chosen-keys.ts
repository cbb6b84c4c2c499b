import { actionIds, bindings, type ActionId, type Binding } from './bindings.ts'

/** Keys that a person gave to actions; an empty text takes the key away. */
export type KeyChoices = Readonly<Record<string, string>>

/** The table, and a line for each action that has none there but was given a key. */
export function allBindings(chosen: KeyChoices): readonly Binding[] {
  const added = actionIds.filter(
    (action) => Object.hasOwn(chosen, action) && !bindings.some((one) => one.action === action),
  )
  return added.length === 0
    ? bindings
    : [
        ...bindings,
        ...added.map((action) => ({ action, keys: chosen[action] ?? '', scope: 'everywhere' as const })),
      ]
}

/** The keys of one line of the table: as chosen, else as it is on this platform. Only an action's first line is chosen. */
export function keysOfBinding(binding: Binding, isMac: boolean, chosen: KeyChoices): string | null {
  const choice = Object.hasOwn(chosen, binding.action) ? chosen[binding.action] : undefined
  if (choice !== undefined) {
    const first = bindings.find((one) => one.action === binding.action) ?? binding
    return first === binding && choice !== '' ? choice : null
  }
  return isMac && binding.mac !== undefined ? binding.mac : binding.keys
}

/** The key of an action on this platform, or null when it has none. */
export function keysOf(action: ActionId, isMac: boolean, chosen: KeyChoices = {}): string | null {
  const binding = bindings.find((one) => one.action === action)
  if (binding) return keysOfBinding(binding, isMac, chosen)
  return (Object.hasOwn(chosen, action) ? chosen[action] : null) || null
}

/** Who has these keys already, where both could be meant; null when nobody has. */
export function keyConflict(
  keys: string,
  action: ActionId,
  isMac: boolean,
  chosen: KeyChoices,
): ActionId | null {
  const scopeOf = (id: ActionId) => bindings.find((one) => one.action === id)?.scope ?? 'everywhere'
  const meets = (one: Binding): boolean =>
    one.scope === 'everywhere' || scopeOf(action) === 'everywhere' || one.scope === scopeOf(action)
  const found = allBindings(chosen).find(
    (one) => one.action !== action && meets(one) && keysOfBinding(one, isMac, chosen) === keys,
  )
  return found?.action ?? null
}

/** What is read of a key event to record it. */
export type RecordedPress = {
  readonly key: string
  readonly code: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly meta: boolean
}

const named: Readonly<Record<string, string>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Comma: 'comma',
  Minus: 'minus',
  Equal: 'plus',
  BracketLeft: '[',
  BracketRight: ']',
}

/** A press as the table writes it, or null for one that a program in the terminal needs: a plain key, ctrl+letter. */
export function recordKeys(press: RecordedPress): string | null {
  const fromCode = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code)
  const key =
    named[press.code] ?? named[press.key] ?? (fromCode?.[1] ?? fromCode?.[2] ?? press.key).toLowerCase()
  if (['control', 'alt', 'shift', 'meta', 'altgraph', 'dead', ' '].includes(key)) return null
  const isFunctionKey = /^f\d{1,2}$/.test(key)
  const modifiers = [press.ctrl, press.alt, press.shift, press.meta].filter(Boolean).length
  if (!isFunctionKey && modifiers < 2 && !press.meta && !(press.alt && /^\d$/.test(key))) return null
  const parts = [press.ctrl && 'ctrl', press.alt && 'alt', press.shift && 'shift', press.meta && 'meta', key]
  return parts.filter(Boolean).join('+')
}
