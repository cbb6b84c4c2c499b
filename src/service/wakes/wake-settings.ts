import type { Configuration } from '../../shared/contract/api/configuration.ts'
import type { WakePolicy } from '../../shared/domain/wake.ts'
import { wakePolicy } from '../../shared/limits.ts'

/** What the service's owner decided about waking remote runs. */
export type WakeSettings = { readonly isOff: boolean; readonly policy: WakePolicy }

/** What the configuration says, over what is built in. */
export const wakeSettingsOf = ({ wakes }: Pick<Configuration, 'wakes'>): WakeSettings => ({
  isOff: wakes.remote_runs === 'sleep',
  policy: {
    ...wakePolicy,
    settleMs: wakes.settle_ms,
    cooldownMs: wakes.cooldown_ms,
    attemptsMax: wakes.attempts,
    perHourMax: wakes.per_hour,
    familyPerHourMax: wakes.family_per_hour,
    depthMax: wakes.depth,
  },
})
