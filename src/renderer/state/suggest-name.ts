const plainNames = ['lead', 'scout', 'builder', 'reviewer', 'tester', 'writer', 'fixer', 'planner']

/** A name nobody has yet: a plain word for the first ones, then numbers. */
export function suggestName(taken: readonly string[], isChild: boolean): string {
  const used = new Set(taken.map((name) => name.toLowerCase()))
  const candidates = isChild ? plainNames.slice(1) : plainNames
  const free = candidates.find((name) => !used.has(name))
  if (free) return free
  let number = 2
  while (used.has(`agent ${number}`)) number += 1
  return `agent ${number}`
}
