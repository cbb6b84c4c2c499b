import { cleanEnvironment } from '../../shared/harness/environment.ts'
import { harnesses, harnessNamed } from '../../shared/harness/registry.ts'
import type { App } from '../app.ts'
import { askSignIn, detectHarness, type DetectedHarness } from './harness-detection.ts'

type Looking = Pick<App, 'place' | 'live'>

/** Finds the agents that are installed. */
export async function lookForHarnesses({ place, live }: Looking): Promise<void> {
  const environment = cleanEnvironment(place.environment)
  live.harnesses = await Promise.all(harnesses.map((harness) => detectHarness(harness, environment)))
}

const looks = new WeakMap<Looking['live'], Promise<void>>()

/**
 * Looks again at those that were missing, and asks those that did not say that their user is signed in: somebody may have
 * mended it meanwhile. Who asks while it looks gets the same look.
 */
export function lookAgainAtHarnesses({ place, live }: Looking): Promise<void> {
  const running = looks.get(live)
  if (running) return running
  const look = lookAgain({ place, live }).finally(() => looks.delete(live))
  looks.set(live, look)
  return look
}

async function lookAgain({ place, live }: Looking): Promise<void> {
  const environment = cleanEnvironment(place.environment)
  await Promise.all(
    live.harnesses.map(async (before) => {
      const now = await lookAt(before, environment)
      if (now === before) return
      live.harnesses = live.harnesses.map((one) => (one.name === now.name ? now : one))
      live.changed.fire()
    }),
  )
}

async function lookAt(
  before: DetectedHarness,
  environment: Readonly<Record<string, string>>,
): Promise<DetectedHarness> {
  const harness = harnessNamed(before.name)
  if (!harness) return before
  const found = before.isAvailable ? before : await detectHarness(harness, environment)
  const isAsked = found.program !== null && found.isAvailable && found.signIn !== 'signed-in'
  const signIn =
    isAsked && harness.signIn && found.program !== null
      ? await askSignIn(found.program, harness.signIn, environment)
      : found.signIn
  const isSame = found.isAvailable === before.isAvailable && signIn === before.signIn
  return isSame && found.problem === before.problem ? before : { ...found, signIn }
}
