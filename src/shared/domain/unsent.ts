import { z } from 'zod'
import { HarnessSignal } from './signal.ts'

/** Where a hook keeps what the service did not take; one JSON line each, in the run's private directory. */
export const unsentFile = 'unsent-signals.jsonl'

/**
 * What a hook has to tell: a signal, with the key that makes its repetition harmless; or that the messages of a claim
 * stand in the agent's context, which is harmless to repeat, and without which they would be given out again.
 */
export const Unsent = z.union([
  z.object({ key: z.string().min(1).max(100), signal: HarnessSignal }),
  z.object({ shown: z.string().min(1).max(100) }),
])
export type Unsent = z.infer<typeof Unsent>

/** Reads what was kept; a line that cannot be read is passed over. */
export function parseUnsent(text: string): readonly Unsent[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = Unsent.safeParse(JSON.parse(line))
      return parsed.success ? [parsed.data] : []
    } catch {
      return []
    }
  })
}
