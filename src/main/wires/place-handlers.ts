import { createApiClient } from '../../shared/contract/api/api-client.ts'
import { describeFailure } from '../../shared/contract/api/client.ts'
import type { placeCalls } from '../../shared/contract/app-places.ts'
import type { PlaceConfig } from '../../shared/contract/places.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { z } from 'zod'
import type { App } from '../app.ts'

type Calls = typeof placeCalls
type Handlers = {
  readonly [Name in keyof Calls]: (input: z.output<Calls[Name]['input']>) => Promise<void> | void
}

/** Adds and removes places. A place that does not know the token is not added. */
export const placeHandlers = (app: App): Handlers => ({
  addPlace: async ({ place, token, mayBePlain }) => {
    await askPlace(app, place, token)
    const kept = await app.places.put(place, token, mayBePlain)
    if (!kept.ok)
      throw new WireError(
        'no-keystore',
        'this system has no keystore to seal the token with; it can be stored in a file that only you can read, if you agree',
      )
    app.live.changed.fire()
  },
  continueHere: async ({ conversationId, directory }) => {
    const moved = await app.relocation.continueHere(known(app, conversationId), directory)
    void app.waker.considerAfresh(moved.id) // its session opens in its pane
  },
  handOff: async ({ conversationId }) => {
    const moved = await app.relocation.handOff(known(app, conversationId))
    void app.waker.consider(moved.id) // mail that waits is carried out there
  },
  removePlace: ({ name }) => {
    const open = [...app.conversations.all.values()].filter((one) => one.at === name && !one.isKilled)
    if (open.length > 0) {
      const names = open.map((one) => one.name).join(', ')
      throw new WireError(
        'in-use',
        `${names} ${open.length === 1 ? 'is' : 'are'} there; kill ${open.length === 1 ? 'it' : 'them'} first`,
      )
    }
    app.places.remove(name)
    app.live.changed.fire()
  },
})

function known(app: App, id: ConversationId): Conversation {
  const conversation = app.conversations.get(id)
  if (!conversation) throw new WireError('unknown-agent', 'this agent is gone')
  return conversation
}

/** One question that every place answers to somebody it knows. */
async function askPlace(app: App, place: PlaceConfig, token: string): Promise<void> {
  const access = { address: () => place.url, token: () => token, fetch, clock: app.clock }
  const listed = await createApiClient(access).call('listRuns', { query: { limit: 1 } })
  // An answer that is not quite ours (Oz) is an answer: the token was taken.
  if (!listed.ok && listed.error.kind !== 'bad-answer')
    throw new WireError('refused', `${place.name}: ${describeFailure(listed.error)}`)
}
