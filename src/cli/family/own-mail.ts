import { describeFailure } from '../../shared/contract/api/client.ts'
import type { TakenMailbox } from '../../shared/contract/api/message.ts'
import type { HarnessSessionId, RunId } from '../../shared/domain/ids.ts'
import { mailboxContextChars } from '../../shared/limits.ts'
import { CliFailure } from '../exit-codes.ts'
import { withHookLock } from '../hook/hook-lock.ts'
import { orFail } from '../session.ts'
import type { FamilyWorld } from './watch-run.ts'

/** Whose mailbox, and where its hooks take turns. */
export type OwnMailbox = {
  readonly runId: RunId
  readonly session: HarnessSessionId
  readonly runDirectory: string
}

/**
 * Takes the own mailbox and hands it to `show`, which resolves when the agent has the text. Under the lock of the run's
 * hooks: the hook behind this very call must find the messages shown, else it would hand them out once more. Null when
 * nothing waits.
 */
export async function takeOwnMail(
  world: FamilyWorld,
  own: OwnMailbox,
  show: (taken: TakenMailbox) => Promise<void>,
): Promise<TakenMailbox | null> {
  const params = { run_id: own.runId }
  const taken = await withHookLock(own.runDirectory, world.clock, async () => {
    const mailbox = orFail(
      await world.client.call('takeMailbox', {
        params,
        body: { session_id: own.session, max_chars: mailboxContextChars },
      }),
    )
    if (mailbox.messages.length === 0) return { mailbox: null }
    await show(mailbox)
    const shown = await world.client.call('shownMailbox', { params, body: { claim_id: mailbox.claim_id } })
    if (!shown.ok) process.stderr.write(`reveille: ${describeFailure(shown.error)}\n`) // it is given out once more
    return { mailbox }
  })
  if (taken === null) throw new CliFailure('conflict', 'a hook of this run holds the mailbox; ask again')
  return taken.mailbox
}
