/** One message of a mailbox that is not delivered yet, without its text. */
export type OpenMessage<Id> = {
  readonly messageId: Id
  readonly state: 'pending' | 'surfaced' | 'delivered'
  /** The session, or `execution:<id>`, in whose context it stands. */
  readonly surfacedTo: string | null
  readonly surfacedAt: number | null
  /** The take that surfaced it. */
  readonly claimId: string | null
  readonly isShown: boolean
  readonly chars: number
}
export type TakePolicy = {
  readonly maxChars: number
  readonly overheadChars: number
  readonly now: number
  /** Claims that an answer is being written with at this moment. */
  readonly beingShown: ReadonlySet<string>
  /** How long another take may need to show what it took; 0 where takes take turns by a lock of their own. */
  readonly graceMs: number
}

/** What a take does with each open message; the rest stays pending. */
export type TakePlan<Id> = {
  readonly deliver: readonly Id[]
  readonly release: readonly Id[]
  readonly surface: readonly Id[]
  readonly remaining: number
  /** When what another take may be about to show is worth a second look; null where there is none. */
  readonly lookAgainAt: number | null
}

/** Marks a surfacing by an execution's prompt rather than by a session's hook. */
export const surfacedByExecution = (executionId: string): string => `execution:${executionId}`
export const isSurfacedByExecution = (surfacedTo: string | null): boolean =>
  surfacedTo?.startsWith('execution:') ?? false

/**
 * Plans a take by `session`, over the run's open messages, oldest first. The session's own shown messages are
 * delivered; what was never shown, or stands with another session (a run has one), is pending again. Of what is pending
 * the oldest that fit are surfaced; one that never fits is taken alone, so that it cannot block the mailbox. What another
 * take is showing at this moment is left alone: given out again it would stand in the context twice.
 */
export function planTake<Id>(
  open: readonly OpenMessage<Id>[],
  session: string,
  policy: TakePolicy,
): TakePlan<Id> {
  const surfaced = open.filter((one) => one.state === 'surfaced' && !isSurfacedByExecution(one.surfacedTo))
  const deliver = surfaced.filter((one) => one.surfacedTo === session && one.isShown)
  const held = surfaced.filter((one) => !one.isShown && isBeingShown(one, session, policy))
  const release = surfaced.filter((one) => !deliver.includes(one) && !held.includes(one))
  const pending = open.filter((one) => one.state === 'pending' || release.includes(one))
  const surface = oldestThatFit(pending, policy)
  const ids = (messages: readonly OpenMessage<Id>[]) => messages.map((one) => one.messageId)
  return {
    deliver: ids(deliver),
    release: ids(release),
    surface: ids(surface),
    remaining: pending.length - surface.length,
    lookAgainAt: held.length === 0 ? null : policy.now + policy.graceMs,
  }
}

function isBeingShown(
  { claimId, surfacedTo, surfacedAt }: OpenMessage<unknown>,
  session: string,
  { beingShown, graceMs, now }: TakePolicy,
): boolean {
  if (claimId !== null && beingShown.has(claimId)) return true
  // A clock that was set back makes nothing younger than it is.
  const age = surfacedAt === null ? graceMs : Math.abs(now - surfacedAt)
  return surfacedTo === session && age < graceMs
}

function oldestThatFit<Id>(
  pending: readonly OpenMessage<Id>[],
  policy: TakePolicy,
): readonly OpenMessage<Id>[] {
  if (policy.maxChars === 0) return []
  let used = 0
  const fitting = pending.findIndex((one) => {
    used += one.chars + policy.overheadChars
    return used > policy.maxChars
  })
  return fitting === -1 ? pending : pending.slice(0, Math.max(1, fitting))
}
