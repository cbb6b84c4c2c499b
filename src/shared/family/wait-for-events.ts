import type { TakenMailbox } from '../contract/api/message.ts'
import type { Sequence } from '../domain/ids.ts'

/** What a take of the own mailbox brought. `lookAgainAt`: another take may be about to show what this one left alone. */
export type OwnTake<Mail = TakenMailbox> =
  | { readonly kind: 'mail'; readonly mailbox: Mail }
  | { readonly kind: 'nothing'; readonly lookAgainAt: number | null }

export type Waited<Mail = TakenMailbox> =
  | { readonly kind: 'mail'; readonly mailbox: Mail }
  | { readonly kind: 'nothing' }
  /** The wait is known to the app: the agent may end its turn, and is woken by mail or when the time is over. */
  | { readonly kind: 'registered' }

/** What a wait is made of; whatever rejects ends it, and leaves it to the app. */
export type WaitWorld<Mail> = {
  readonly now: () => number
  readonly publish: (event: 'wait_began' | 'wait_ended', refId?: string) => Promise<Sequence>
  /** Takes the own mailbox; resolves when the agent has what was in it. */
  readonly take: () => Promise<OwnTake<Mail>>
  /** Where the next message behind `since` stands in the log; null when the time is over or the wait was broken off. */
  readonly nextMessage: (since: Sequence, withinMs: number) => Promise<Sequence | null>
  readonly isBrokenOff?: () => boolean
}

/**
 * Waits until something for the agent is in its mailbox, or the time is over. The wait is written into the log first: an
 * agent that dies while it waits is woken when its time is over.
 */
export async function waitForEvents<Mail>(
  world: WaitWorld<Mail>,
  wish: { readonly seconds: number; readonly how: 'block' | 'end-turn' },
): Promise<Waited<Mail>> {
  const due = world.now() + wish.seconds * 1_000
  let since = await world.publish('wait_began', String(due))
  let taken = await world.take()
  if (taken.kind === 'nothing' && wish.how === 'end-turn') return { kind: 'registered' }
  while (taken.kind === 'nothing') {
    const until = Math.min(due, taken.lookAgainAt ?? due)
    const next = await world.nextMessage(since, until - world.now())
    if (next === null && (world.now() >= due || world.isBrokenOff?.())) break
    since = next ?? since
    taken = await world.take()
  }
  await world.publish('wait_ended')
  return taken.kind === 'mail' ? taken : { kind: 'nothing' }
}
