import { z } from 'zod'
import { HarnessSignal } from './signal.ts'

/** Where a hook keeps the signals that the service did not take; one JSON line each, in the run's private directory. */
export const unsentSignalsFile = 'unsent-signals.jsonl'

/** A signal with the key that makes its repetition harmless. */
export const UnsentSignal = z.object({ key: z.string().min(1).max(100), signal: HarnessSignal })
export type UnsentSignal = z.infer<typeof UnsentSignal>

/** Reads what was kept; a line that cannot be read is passed over. */
export function parseUnsent(text: string): readonly UnsentSignal[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = UnsentSignal.safeParse(JSON.parse(line))
      return parsed.success ? [parsed.data] : []
    } catch {
      return []
    }
  })
}
