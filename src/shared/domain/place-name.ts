import { z } from 'zod'

/** A place that a person set up: a short word, as it stands in a run's configuration and on a worker's claim. */
export const PlaceName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'lower-case letters, digits and dashes, 32 at most')
  .refine((name) => name !== 'local' && name !== 'remote', {
    message: 'local and remote are no names of places',
  })
export type PlaceName = z.infer<typeof PlaceName>

const prefix = 'place:'

/** What a worker claims by for the runs of a place; a harness can have no such name, it holds a colon. */
export const placeRoute = (place: PlaceName): string => `${prefix}${place}`

/** Who may execute a run: whoever serves its place, else whoever has its harness. */
export const executionRoute = (harness: string, place: PlaceName | undefined): string =>
  place === undefined ? harness : placeRoute(place)
