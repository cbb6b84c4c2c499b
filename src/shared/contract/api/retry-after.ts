/**
 * How long an answer asks not to be asked again (`Retry-After`, RFC 9110: whole seconds or a date), in milliseconds; null
 * when it says nothing that can be read. A date is measured by the answer's own clock where it tells it: ours may differ.
 */
export function readRetryAfter(
  headers: { readonly get: (name: string) => string | null },
  now: number,
): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const at = readDate(text)
  return at === null ? null : Math.max(0, at - (readDate(headers.get('date')) ?? now))
}

/** The three forms of a date in HTTP; the oldest has no zone, and means the same one. */
function readDate(text: string | null): number | null {
  if (text === null || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(at) ? null : at
}
