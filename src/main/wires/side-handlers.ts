import type { appContract } from '../../shared/contract/app.ts'
import type { sideCalls } from '../../shared/contract/app-side.ts'
import { WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import { cleanEnvironment } from '../../shared/harness/environment.ts'
import type { App } from '../app.ts'
import { gitIn, readChanges } from '../side/read-changes.ts'
import { readLetters } from '../side/read-letters.ts'

/** What the column beside the panes asks. */
export function sideHandlers({
  conversations,
  service,
  settings,
  place,
}: App): Pick<WireHandlers<typeof appContract>, keyof typeof sideCalls> {
  return {
    readLetters: ({ to }) =>
      readLetters(
        to.flatMap((id) => conversations.get(id) ?? []),
        conversations,
        service.client,
      ),
    readChanges: ({ conversationId }) => {
      const conversation = conversations.get(conversationId)
      if (!conversation) throw new WireError('unknown-agent', 'this agent is gone')
      if (conversation.place === 'remote')
        return { kind: 'refused', because: 'it works elsewhere; its changes are not on this machine' }
      return readChanges(gitIn(conversation.directory, cleanEnvironment(place.environment)))
    },
    markLettersRead: ({ families, at }) => {
      const before = settings.value.lettersReadAt
      settings.change({ lettersReadAt: { ...before, ...Object.fromEntries(families.map((id) => [id, at])) } })
    },
    orderFamilies: ({ order }) => settings.change({ familyOrder: order, sidebarOrder: 'manual' }),
  }
}
