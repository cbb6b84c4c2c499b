/** How long to wait after the `failures`-th failure in a row: doubling from `baseMs`, never above `capMs`. */
export const backoffMs = (
  failures: number,
  limits: { readonly baseMs: number; readonly capMs: number },
): number => (failures <= 0 ? 0 : Math.min(limits.capMs, limits.baseMs * 2 ** Math.min(failures - 1, 30)))
