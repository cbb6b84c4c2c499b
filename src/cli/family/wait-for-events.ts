import type { TakenMailbox } from '../../shared/contract/api/message.ts'
import { orFail } from '../session.ts'
import { takeOwnMail, type OwnMailbox } from './own-mail.ts'
import { watchRun, type FamilyWorld } from './watch-run.ts'

export type Waited =
  | { readonly kind: 'mail'; readonly mailbox: TakenMailbox }
  | { readonly kind: 'nothing' }
  /** The wait is known to the app: the agent may end its turn, and is woken by mail or when the time is over. */
  | { readonly kind: 'registered' }

export type WaitWish = {
  readonly seconds: number
  readonly how: 'block' | 'end-turn'
  readonly signal?: AbortSignal | undefined
}

/**
 * Waits until something for the agent is in its mailbox, or the time is over. The wait is written into the log first: an
 * agent that dies while it waits is woken when its time is over.
 */
export async function waitForEvents(
  world: FamilyWorld,
  own: OwnMailbox,
  wish: WaitWish,
  show: (taken: TakenMailbox) => Promise<void>,
): Promise<Waited> {
  const { runId } = own
  const publish = async (event_type: string, ref_id?: string) =>
    orFail(
      await world.client.call('publishEvent', {
        params: { run_id: runId },
        body: { event_type, ...(ref_id === undefined ? {} : { ref_id }) },
      }),
    )
  const due = world.clock.now() + wish.seconds * 1_000
  const { sequence } = await publish('wait_began', String(due))
  let mailbox = await takeOwnMail(world, own, show)
  if (mailbox === null && wish.how === 'end-turn') return { kind: 'registered' }
  let since = sequence
  while (mailbox === null) {
    const withinMs = due - world.clock.now()
    const fits = (event: { event_type: string }): boolean => event.event_type === 'new_message'
    const event = await watchRun(world, { runId, since, fits, withinMs, signal: wish.signal })
    if (event === null) break
    since = event.sequence
    mailbox = await takeOwnMail(world, own, show)
  }
  await publish('wait_ended')
  return mailbox === null ? { kind: 'nothing' } : { kind: 'mail', mailbox }
}
