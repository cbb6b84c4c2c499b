import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { PlacesFile, PlacesWithTokens } from '../../shared/contract/places.ts'
import type { PlaceName } from '../../shared/domain/place-name.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Place } from './place.ts'
import { reveillePlace } from './reveille-place.ts'

export type Places = ReadonlyMap<PlaceName, Place>

/** Opens the places; each adapter is loaded only where one of its kind is served. */
export async function openPlaces(given: PlacesWithTokens, clock: Clock): Promise<Places> {
  const opened = await Promise.all(
    given.map(async ({ place, token }): Promise<Place> => {
      if (place.kind === 'reveille') return reveillePlace({ name: place.name, url: place.url, token, clock })
      const { ozPlace } = await import('./oz-place.ts')
      return ozPlace({
        name: place.name,
        url: place.url,
        apiKey: token,
        workerHost: place.worker_host ?? null,
        clock,
      })
    }),
  )
  return new Map(opened.map((place) => [place.name, place]))
}

/** Reads `--places-file`; throws with one line for people. A token file that others can read is refused. */
export function readPlacesFile(file: string): PlacesWithTokens {
  const parsed = PlacesFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success)
    throw new Error(`${file}: ${parsed.error.issues[0]?.message ?? 'not a list of places'}`)
  return parsed.data.map(({ place, token_file }) => {
    const path = resolve(dirname(file), token_file)
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new Error(`${path}: others can read this token; chmod 600 it`)
    return { place, token: readFileSync(path, 'utf8').trim() }
  })
}

/** Reads `--places-stdin`: all of the input, one JSON list. */
export function parsePlaces(text: string): PlacesWithTokens {
  const parsed = PlacesWithTokens.safeParse(JSON.parse(text))
  // What is wrong is told without what was given: it holds tokens.
  if (!parsed.success)
    throw new Error(
      `places on standard input: ${parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ')}`,
    )
  return parsed.data
}
