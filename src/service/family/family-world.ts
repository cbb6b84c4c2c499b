import type { HarnessSessionId, RunId, Sequence } from '../../shared/domain/ids.ts'
import { renderMailbox } from '../../shared/domain/mailbox-context.ts'
import type { OwnTake } from '../../shared/family/wait-for-events.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import { hookBoundMs, mailboxContextChars, streamPageMax } from '../../shared/limits.ts'
import type { Credential } from '../caller.ts'
import type { Hub } from '../events/hub.ts'
import type { Ask } from '../http/ask-inside.ts'
import { callerOf } from '../http/authenticate.ts'
import { byClaim, markShown, releaseSurfaced, takeMailbox } from '../messages/mailbox.ts'
import { confirmAnnounced } from '../messages/message-handlers.ts'
import { messageItem } from '../messages/message-item.ts'
import { knownRun, livingRun } from '../runs/known-run.ts'
import type { StoredEvent } from '../store/rows.ts'
import type { Store, Transaction } from '../store/store.ts'
import type { EndReason, OpenCall } from './open-calls.ts'

/** What one call of a tool works with. */
export type FamilyWorld = {
  readonly runId: RunId
  readonly ask: Ask
  readonly clock: Clock
  readonly newId: () => string
  /** Whether the harness took this call back: it goes on, and reads no answer. */
  readonly isCancelled: () => boolean
  /** The first event of these types behind `since`; null when the time is over or the call was taken back. */
  readonly nextEvent: (wanted: WantedEvent) => Promise<StoredEvent | null>
  /** Takes the own mailbox and answers the call with it. */
  readonly takeMail: (session: HarnessSessionId, answer: (text: string) => void) => Promise<OwnTake<true>>
}
export type WantedEvent = {
  readonly runId: RunId
  readonly types: ReadonlySet<string>
  readonly since: Sequence
  readonly withinMs: number
}
/** What the worlds of all calls share. */
export type FamilyPlace = {
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly ownerHash: string
  readonly newId: () => string
  /** Claims whose messages an answer is being written with: no other take may hand them out. */
  readonly beingShown: Set<string>
}

/** The world of one call, in the name of whoever made it. */
export function familyWorld(
  place: FamilyPlace,
  call: OpenCall,
  { runId, credential, ask }: { runId: RunId; credential: Credential; ask: Ask },
): FamilyWorld {
  const { store, clock, beingShown, newId } = place
  const ownRun = (tx: Transaction) => {
    callerOf(tx, place.ownerHash, credential) // its token may have ended meanwhile
    return livingRun(tx, runId)
  }
  const takeMail: FamilyWorld['takeMail'] = async (session, answer) => {
    if (call.signal.aborted) throw new Error(endWords[call.signal.reason as EndReason])
    const claimId = newId()
    beingShown.add(claimId) // before the take is visible to another one
    try {
      const taken = await store.change((tx) => {
        const run = ownRun(tx)
        confirmAnnounced(tx, run)
        // A hook of the same session may be about to show what it took: it is a process of its own, maybe far away.
        return takeMailbox(tx, run, session, mailboxContextChars, {
          ...{ beingShown, graceMs: hookBoundMs },
          claimId,
        })
      })
      if (taken.messages.length === 0) return { kind: 'nothing', lookAgainAt: taken.lookAgainAt }
      answer(renderMailbox(taken.messages.map(messageItem), taken.remaining))
      const isWritten = await call.written
      await store.change((tx) => {
        const run = knownRun(tx, runId)
        if (isWritten) markShown(tx, run, claimId)
        else releaseSurfaced(tx, run, byClaim(claimId)) // nobody has read it
      })
      return { kind: 'mail', mailbox: true }
    } finally {
      beingShown.delete(claimId)
    }
  }
  return {
    ...{ runId, ask, clock, newId },
    isCancelled: () => call.signal.aborted && call.signal.reason === 'cancelled',
    nextEvent: (wanted) => nextEvent(place, call.signal, wanted),
    takeMail,
  }
}

/** What a model reads of a call that was ended from here. */
const endWords: Readonly<Record<EndReason, string>> = {
  cancelled: 'the call was taken back',
  gone: 'the connection was closed',
  killed: 'this run was killed',
  stopping: 'the service is being started anew; call again in a moment',
}

function nextEvent(
  { store, hub, clock }: FamilyPlace,
  signal: AbortSignal,
  { runId, types, since, withinMs }: WantedEvent,
): Promise<StoredEvent | null> {
  return new Promise((resolve, reject) => {
    const life = new Disposables()
    const end = (event: StoredEvent | null): void => {
      life.dispose()
      resolve(event)
    }
    const broken = (): void => {
      if (signal.reason === 'cancelled') return end(null)
      life.dispose()
      reject(new Error(endWords[signal.reason as EndReason])) // nobody else aborts it
    }
    if (signal.aborted) return broken()
    signal.addEventListener('abort', broken, { once: true })
    life.add({ dispose: () => signal.removeEventListener('abort', broken) })
    const filter = { kind: 'runs', runIds: [runId] } as const
    const hear = (events: readonly StoredEvent[]): boolean => {
      const found = events.find((event) => event.sequence > since && types.has(event.type))
      if (found !== undefined) end(found)
      return found !== undefined
    }
    // Nothing can be committed between the last page and the listening.
    for (let at = since, page; ; at = page.at(-1)?.sequence ?? at) {
      page = store.read((tx) => tx.events.after(filter, at, streamPageMax))
      if (hear(page)) return
      if (page.length < streamPageMax) break
    }
    life.add(hub.hearEvents(filter, (events) => void hear(events)))
    life.add(clock.after(Math.max(0, withinMs), () => end(null)))
  })
}
