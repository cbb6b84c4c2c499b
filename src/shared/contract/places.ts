import { z } from 'zod'
import { PlaceName } from '../domain/place-name.ts'

/** A token may cross a network only where nobody can read along. */
export const PlaceUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .refine((url) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|\/|$)/.test(url), {
    message: 'https is needed: the token would cross the network in the clear',
  })

export const ozUrl = 'https://app.warp.dev/api/v1'

/** A place besides the app's own service. `url` ends in `/api/v1`. */
export const PlaceConfig = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reveille'), name: PlaceName, url: PlaceUrl }),
  z.object({
    kind: z.literal('oz'),
    name: PlaceName,
    url: PlaceUrl.default(ozUrl),
    /** One of the team's self-hosted workers; Warp's own without it. */
    worker_host: z.string().min(1).max(200).optional(),
  }),
])
export type PlaceConfig = z.infer<typeof PlaceConfig>

/** `reveille worker --places-stdin`: one line, so that no token stands in a file or on a command line. */
export const PlacesWithTokens = z.array(z.object({ place: PlaceConfig, token: z.string().min(1).max(4_096) }))
export type PlacesWithTokens = z.infer<typeof PlacesWithTokens>

/** `reveille worker --places-file`: for servers, where each token has a file that only the worker's user can read. */
export const PlacesFile = z.array(z.object({ place: PlaceConfig, token_file: z.string().min(1) }))
