/**
 * The items in the order that was held when the pointer came over them: what a person is about to click must not move.
 * New ones stand at the end; without a held order nothing is changed.
 */
export function inHeldOrder<Item>(
  items: readonly Item[],
  held: readonly string[] | null,
  idOf: (item: Item) => string,
): readonly Item[] {
  if (held === null) return items
  const place = new Map(held.map((id, index) => [id, index]))
  const placeOf = (item: Item): number => place.get(idOf(item)) ?? held.length
  return items.toSorted((one, other) => placeOf(one) - placeOf(other))
}
