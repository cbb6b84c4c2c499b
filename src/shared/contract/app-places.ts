import { z } from 'zod'
import { call } from './wire.ts'
import { ConversationId } from '../domain/ids.ts'
import { PlaceName } from '../domain/place-name.ts'
import { PlaceConfig } from './places.ts'

/** A place as a person sees it. */
export const PlaceView = z.object({
  name: PlaceName,
  kind: z.enum(['reveille', 'oz']),
  url: z.string(),
  /** Its token is sealed by the system's keystore; false: it lies in a file of this user, in the clear. */
  isSealed: z.boolean(),
  /** Why it is not served; null when nothing is known against it. */
  problem: z.string().nullable(),
})
export type PlaceView = z.infer<typeof PlaceView>

/** What a person does with places. */
export const placeCalls = {
  /** Asks the place first; refused with its own words. `no-keystore` unless `mayBePlain` was agreed to. */
  addPlace: call(
    z.object({
      place: PlaceConfig,
      token: z.string().trim().min(1, 'it needs a token').max(4_096),
      mayBePlain: z.boolean(),
    }),
    z.void(),
  ),
  removePlace: call(z.object({ name: PlaceName }), z.void()),
  /** Takes a remote agent over into its pane. `no-directory` when where it worked is not here: asked again with another. */
  continueHere: call(
    z.object({ conversationId: ConversationId, directory: z.string().min(1).max(4_096).nullable() }),
    z.void(),
  ),
  /** Hands a local agent to the workers. */
  handOff: call(z.object({ conversationId: ConversationId }), z.void()),
} as const
