import type { firingStates, SourceTarget } from '../../shared/contract/api/source.ts'
import type { Source, SourceFilter, SourceKind, SourceMessage } from '../../shared/domain/source.ts'
import type { FiringId, MessageId, RunId, SubscriptionId } from '../../shared/domain/ids.ts'

// What is remembered of sources: who listens to what, and what became of each happening.

export type Subscription = {
  readonly subscriptionId: SubscriptionId
  readonly name: string
  readonly source: Source
  readonly target: SourceTarget
  readonly filter: SourceFilter
  readonly message: SourceMessage
  readonly coalesce: 'each' | 'latest'
  /** Of a target run; null for a source that starts runs, unless it starts them below one. */
  readonly targetRunId: RunId | null
  readonly rootRunId: RunId | null
  readonly secret: string | null
  readonly createdByRunId: RunId | null
  readonly isEnabled: boolean
  readonly createdAt: number
  readonly updatedAt: number
  /** The next instant of a schedule. */
  readonly nextAt: number | null
  readonly lastFiredAt: number | null
  readonly lastError: string | null
  /** What a command source has reached: `done`, or the process that runs. */
  readonly progress: string | null
}
export type NewSubscription = Omit<Subscription, 'lastFiredAt' | 'lastError' | 'progress'>
export type SubscriptionChange = Partial<
  Pick<
    Subscription,
    | 'name'
    | 'source'
    | 'target'
    | 'filter'
    | 'message'
    | 'coalesce'
    | 'isEnabled'
    | 'updatedAt'
    | 'nextAt'
    | 'lastFiredAt'
    | 'lastError'
    | 'progress'
  >
>

/** `delivered` is not stored: it is what `fired` becomes when its message has arrived. */
export type StoredFiringState = Exclude<(typeof firingStates)[number], 'delivered'>
export type Firing = {
  readonly position: number
  readonly firingId: FiringId
  readonly subscriptionId: SubscriptionId
  readonly state: (typeof firingStates)[number]
  readonly reason: string
  readonly eventType: string
  /** JSON, cut to its bound. */
  readonly payload: string
  readonly times: number
  readonly messageId: MessageId | null
  readonly runId: RunId | null
  readonly occurredAt: number
  readonly updatedAt: number
}
export type NewFiring = Omit<Firing, 'position' | 'state' | 'times'> & {
  readonly state: StoredFiringState
  readonly dedupeKey: string | null
}
export type FiringChange = Partial<
  Pick<Firing, 'reason' | 'times' | 'messageId' | 'runId' | 'updatedAt'> & { state: StoredFiringState }
>

export type SubscriptionTable = {
  readonly insert: (subscription: NewSubscription) => void
  readonly find: (subscriptionId: SubscriptionId) => Subscription | null
  readonly change: (subscriptionId: SubscriptionId, change: SubscriptionChange) => void
  /** With all its firings. */
  readonly remove: (subscriptionId: SubscriptionId) => void
  readonly list: (filter: {
    readonly kinds?: readonly SourceKind[]
    readonly targetRunId?: RunId
    readonly rootRunId?: RunId
    readonly only?: 'enabled'
  }) => readonly Subscription[]
  readonly count: () => number
  /** Enabled ones that wait for this run to end. */
  readonly watching: (runId: RunId) => readonly Subscription[]
  /** Enabled schedules whose instant has come, the earliest first. */
  readonly due: (at: number, limit: number) => readonly Subscription[]
  readonly nextDue: () => number | null
}

export type FiringTable = {
  readonly insert: (firing: NewFiring) => void
  readonly find: (firingId: FiringId) => Firing | null
  readonly change: (firingId: FiringId, change: FiringChange) => void
  readonly byKey: (subscriptionId: SubscriptionId, dedupeKey: string) => Firing | null
  readonly list: (subscriptionId: SubscriptionId, before: number | null, limit: number) => readonly Firing[]
  /** Those that told somebody. */
  readonly toldSince: (subscriptionId: SubscriptionId, since: number) => number
  /** The newest row if it is a refusal for this reason, to be counted up instead of written again. */
  readonly newest: (subscriptionId: SubscriptionId) => Firing | null
  /** The newest that fired and whose message is still pending. */
  readonly waiting: (subscriptionId: SubscriptionId) => Firing | null
  /** Keeps the newest so many; what a person is asked about stays. */
  readonly trim: (subscriptionId: SubscriptionId, kept: number) => void
}
