import type { Conversation } from '../../shared/domain/conversation.ts'
import type { App } from '../app.ts'

/**
 * Thinks about waking those for whom that can come to anything: two requests each. What arrives from now on is told by the
 * log, and whoever could not be asked for asks again by itself.
 */
export function considerThoseWithMail(
  { mailboxes, waker, live }: Pick<App, 'mailboxes' | 'waker' | 'live'>,
  some: Iterable<Conversation>,
): void {
  for (const one of some) if (!live.missing.has(one.id) && mailboxes.mayWait(one)) void waker.consider(one.id)
}
