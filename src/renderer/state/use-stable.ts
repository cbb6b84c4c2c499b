import { useRef } from 'react'

/** The value before, for as long as the new one is the same in what matters. */
export function useStable<Value>(value: Value, isSame: (before: Value, now: Value) => boolean): Value {
  const kept = useRef(value)
  // A cache of what was rendered last: read and written in rendering on purpose, it changes nothing that is shown.
  // oxlint-disable-next-line react/refs
  if (!isSame(kept.current, value)) kept.current = value
  // oxlint-disable-next-line react/refs
  return kept.current
}
