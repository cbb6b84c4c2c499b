import type { ConversationId } from '../../shared/domain/ids.ts'
import type { PendingReason } from '../../shared/domain/restore.ts'
import { askAgainInMs } from '../../shared/domain/restore-again.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import type { Undecided } from './restore.ts'

export type DecideLaterOptions = {
  readonly clock: Clock
  /** One more round for these; answers those that stay undecided. */
  readonly restore: (ids: readonly ConversationId[]) => Promise<readonly Undecided[]>
  readonly decided: (id: ConversationId) => void
}

type Waiting = { readonly because: PendingReason; readonly looks: number; readonly at: number }

/**
 * Those whose run or terminal could not be asked for stay inert, and are asked for again, each at its own pace; those that
 * are due at the same time in one round. Over when everybody is decided.
 */
export async function decideLater(
  undecided: readonly Undecided[],
  { clock, restore, decided }: DecideLaterOptions,
): Promise<void> {
  const waiting = new Map<ConversationId, Waiting>()
  const wait = ({ id, because }: Undecided): void => {
    const before = waiting.get(id)
    const looks = before?.because === because ? before.looks + 1 : 1
    waiting.set(id, { because, looks, at: clock.now() + askAgainInMs(because, looks) })
  }
  undecided.forEach(wait)
  while (waiting.size > 0) {
    const next = Math.min(...[...waiting.values()].map(({ at }) => at))
    await delay(clock, Math.max(0, next - clock.now()))
    // By what was waited for, not by the clock, which may have been set meanwhile.
    const due = [...waiting].flatMap(([id, { at }]) => (at <= next ? [id] : []))
    const left = await restore(due)
    for (const id of due) {
      if (left.some((one) => one.id === id)) continue
      waiting.delete(id)
      decided(id)
    }
    left.forEach(wait)
  }
}
