import { describeFailure, type ApiClient } from '../shared/contract/api/client.ts'
import type { TakenMailbox } from '../shared/contract/api/message.ts'
import type { HarnessSessionId, RunId } from '../shared/domain/ids.ts'
import type { OwnTake } from '../shared/family/wait-for-events.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { mailboxContextChars } from '../shared/limits.ts'
import { CliFailure } from './exit-codes.ts'
import { withHookLock } from './hook/hook-lock.ts'
import { orFail } from './session.ts'

/** Whose mailbox, and where its hooks take turns. */
export type OwnMailbox = {
  readonly runId: RunId
  readonly session: HarnessSessionId
  readonly runDirectory: string
}

/**
 * Takes the own mailbox and hands it to `show`, which resolves when the agent has the text. Under the lock of the run's
 * hooks: the hook behind this very call must find the messages shown, else it would hand them out once more.
 */
export async function takeOwnMail(
  { client, clock }: { readonly client: ApiClient; readonly clock: Clock },
  own: OwnMailbox,
  show: (taken: TakenMailbox) => Promise<void>,
): Promise<OwnTake> {
  const params = { run_id: own.runId }
  const taken = await withHookLock(own.runDirectory, clock, async (): Promise<OwnTake> => {
    const body = { session_id: own.session, max_chars: mailboxContextChars }
    const mailbox = orFail(await client.call('takeMailbox', { params, body }))
    if (mailbox.messages.length === 0) return { kind: 'nothing', lookAgainAt: null }
    await show(mailbox)
    const shown = await client.call('shownMailbox', { params, body: { claim_id: mailbox.claim_id } })
    if (!shown.ok) process.stderr.write(`reveille: ${describeFailure(shown.error)}\n`) // it is given out once more
    return { kind: 'mail', mailbox }
  })
  if (taken === null) throw new CliFailure('conflict', 'a hook of this run holds the mailbox; ask again')
  return taken
}
