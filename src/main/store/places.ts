import { z } from 'zod'
import { PlaceConfig, type PlacesWithTokens } from '../../shared/contract/places.ts'
import type { PlaceName } from '../../shared/domain/place-name.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import type { SecretBox } from './secret-box.ts'
import type { StoredFile } from './stored-file.ts'

/** A place and its token: sealed by the system's keystore, or in the clear where a person agreed to that. */
const StoredPlace = z.object({
  place: PlaceConfig,
  token: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('sealed'), bytes: z.base64() }),
    z.object({ kind: z.literal('plain'), text: z.string() }),
  ]),
})
type StoredPlace = z.infer<typeof StoredPlace>

export const placesShape: Versioned<StoredPlace[]> = {
  version: 1,
  schema: z.array(StoredPlace),
  migrations: {},
}

/** A place as a person sees it; `problem` says why it is not served. */
export type PlaceStanding = {
  readonly place: PlaceConfig
  readonly isSealed: boolean
  readonly problem: string | null
}

/** The places besides the app's own service: the one writer of their file, and the only holder of their tokens. */
export class Places {
  readonly #file: StoredFile<StoredPlace[]>
  readonly #box: SecretBox
  #all: readonly StoredPlace[]
  readonly #problems = new Map<PlaceName, string>()
  /** Opened once a run of the app: some keystores ask a person each time. */
  readonly #opened = new Map<string, Promise<string | null>>()
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event

  constructor(file: StoredFile<StoredPlace[]>, box: SecretBox) {
    this.#file = file
    this.#box = box
    this.#all = file.initial
  }

  get all(): readonly PlaceStanding[] {
    return this.#all.map(({ place, token }) => ({
      place,
      isSealed: token.kind === 'sealed',
      problem: this.#problems.get(place.name) ?? null,
    }))
  }

  /** Adds a place, or replaces the one of its name. Refused without a keystore, unless `mayBePlain` was agreed to. */
  async put(place: PlaceConfig, token: string, mayBePlain: boolean): Promise<Result<void, 'no-keystore'>> {
    const sealed = await this.#box.seal(token)
    if (sealed === null && !mayBePlain) return err('no-keystore')
    const kept: StoredPlace['token'] =
      sealed === null ? { kind: 'plain', text: token } : { kind: 'sealed', bytes: sealed.toString('base64') }
    this.#write([...this.#all.filter((one) => one.place.name !== place.name), { place, token: kept }])
    return ok(undefined)
  }

  remove(name: PlaceName): void {
    this.#write(this.#all.filter((one) => one.place.name !== name))
  }

  /** What the worker is given. A token that the keystore does not open any more keeps its place from being served. */
  async withTokens(): Promise<PlacesWithTokens> {
    const opened = await Promise.all(
      this.#all.map(async ({ place, token }) => {
        const text = token.kind === 'plain' ? token.text : await this.#open(token.bytes)
        if (text === null)
          this.#problems.set(place.name, 'the keystore does not open its token; set it again')
        return text === null ? [] : [{ place, token: text }]
      }),
    )
    return opened.flat()
  }

  #open(bytes: string): Promise<string | null> {
    const opened = this.#opened.get(bytes) ?? this.#box.open(Buffer.from(bytes, 'base64'))
    this.#opened.set(bytes, opened)
    return opened
  }

  #write(all: readonly StoredPlace[]): void {
    this.#file.write([...all])
    this.#all = all
    this.#problems.clear()
    this.#changed.fire()
  }
}
