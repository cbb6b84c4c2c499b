/** How long to wait after the `failures`-th failure in a row: doubling from `baseMs`, never above `capMs`. */
export const backoffMs = (
  failures: number,
  limits: { readonly baseMs: number; readonly capMs: number },
): number => (failures <= 0 ? 0 : Math.min(limits.capMs, limits.baseMs * 2 ** Math.min(failures - 1, 30)))

/** A pause that was asked for is kept where it is longer than our own, up to a cap: after that it is asked once more. */
export const pauseAskedFor = (ownMs: number, askedMs: number | null, capMs: number): number =>
  Math.max(ownMs, Math.min(askedMs ?? 0, capMs))
