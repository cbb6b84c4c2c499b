import type { HandlersOf } from './handler.ts'
import type { Store } from './store/store.ts'
import type { Workers } from './executions/workers.ts'
import type { WakeSettings } from './wakes/wake-settings.ts'

/** What this service can do by itself, and how it is. */
export const serviceHandlers = (
  version: string,
  workers: Workers,
  store: Pick<Store, 'health' | 'setAside'>,
  wakes: () => WakeSettings,
): HandlersOf<'capabilities' | 'health'> => ({
  capabilities: ({ tx }) => ({
    name: 'reveille',
    version,
    wakes_remote_runs: true,
    wakes: told(wakes()),
    has_live_output: true,
    has_mailbox: true,
    worker_harnesses: [...workers.connected(tx.now).harnesses],
  }),
  health: ({ tx }) => ({
    status: 'ok',
    last_sequence: tx.events.lastSequence(),
    workers: workers.connected(tx.now).count,
    working: tx.executions.leased().length,
    storage: store.health(),
    database_set_aside: store.setAside,
  }),
})

const told = ({ isOff, policy }: WakeSettings) => ({
  is_on: !isOff,
  per_hour: policy.perHourMax,
  family_per_hour: policy.familyPerHourMax,
  attempts: policy.attemptsMax,
  depth: policy.depthMax,
  settle_ms: policy.settleMs,
  cooldown_ms: policy.cooldownMs,
})
