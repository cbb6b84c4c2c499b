import { z } from 'zod'
import { HarnessName } from '../domain/harness-name.ts'
import { call } from './wire.ts'

/** A harness as the start dialog offers it; `problem` says why it is greyed out. */
export const HarnessHealth = z.object({
  name: HarnessName,
  displayName: z.string(),
  isAvailable: z.boolean(),
  version: z.string().nullable(),
  problem: z.string().nullable(),
  canRunRemote: z.boolean(),
  /** Whether its user is signed in, as far as it tells when it is asked. It only informs. */
  signIn: z.enum(['signed-in', 'signed-out', 'unknown']),
  /** What a person who is not signed in does about it; empty where nothing is known. */
  signInRemedy: z.string(),
})
export type HarnessHealth = z.infer<typeof HarnessHealth>

const Nothing = z.void()

export const harnessCalls = {
  /** Somebody is about to choose one: what was missing, or not asked yet, is looked at again. The view tells what was found. */
  lookAtHarnesses: call(Nothing, Nothing),
}
