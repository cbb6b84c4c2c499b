/**
 * `next`, with every part that equals the same part of `previous` replaced by it: what did not change keeps its
 * identity, so a component that shows it does not render. Both are plain data, as they cross the wire. Items of a list are
 * matched by their id where they have one, so that a list that moves on keeps the items it still has.
 */
export function shareStructure<Value>(previous: unknown, next: Value): Value {
  if (Object.is(previous, next) || !isTree(previous) || !isTree(next)) return next
  if (Array.isArray(previous) && Array.isArray(next)) return shareList(previous, next) as Value // copied item by item
  if (Array.isArray(previous) || Array.isArray(next)) return next
  // Own properties only, and defined, not assigned: `__proto__` is a key like any other.
  const before = new Map(Object.entries(previous))
  const entries = Object.entries(next).map(
    ([key, value]) => [key, before.has(key) ? shareStructure(before.get(key), value) : value] as const,
  )
  const isSame =
    entries.length === before.size &&
    entries.every(([key, value]) => before.has(key) && Object.is(value, before.get(key)))
  const shared: Tree = Object.fromEntries(entries)
  return (isSame ? previous : shared) as Value // equal in every part, or copied part by part
}

function shareList(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const known = new Map(previous.map((item, index) => [idOf(item) ?? index, item]))
  const shared = next.map((item, index) => shareStructure(known.get(idOf(item) ?? index), item))
  const isSame =
    shared.length === previous.length && shared.every((item, index) => Object.is(item, previous[index]))
  return isSame ? previous : shared
}

const idOf = (item: unknown): unknown =>
  isTree(item) ? (item.id ?? item.conversationId ?? item.tabId) : undefined

type Tree = Record<string, unknown>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null
