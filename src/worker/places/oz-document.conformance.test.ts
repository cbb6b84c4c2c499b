import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { apiBase } from '../../shared/contract/api/api-base.ts'
import { startGeneratedOz, type GeneratedOz } from '../../testing/oz/generated-oz.ts'
import { ozPlace } from './oz-place.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import type { Place, PlaceWish } from './place.ts'

// The Oz adapter against a server made of the public document alone: whatever fits it is understood, and nothing is asked
// that it does not know. (Follow-ups are not in the document; they are tried against the stand-in with Oz's manners.)

const seeds = 40
let oz: GeneratedOz
let place: Place
beforeAll(async () => {
  oz = await startGeneratedOz(apiBase)
  place = ozPlace({ name: 'oz', url: oz.url, apiKey: 'wk-1', workerHost: 'ours', clock: systemClock })
})
afterAll(() => oz.close())
beforeEach(() => {
  oz.said.length = 0
  oz.wrong.length = 0
})

const wish: PlaceWish = {
  ...{
    name: 'api',
    prompt: 'add the routes',
    harness: 'claude',
    model: 'big',
    environment: 'shop',
    command: [],
  },
  attachments: [{ file_name: 'a.txt', mime_type: 'text/plain', data: 'eA==' }],
}
const each = async (check: (seed: number) => Promise<void>): Promise<void> => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    oz.answerWith(seed)
    await check(seed)
  }
  expect(oz.wrong).toEqual([])
}
type Named = { run_id: string }
type Listed = { runs: Named[] }
type Told = {
  state: string
  session_id?: string
  session_link?: string
  status_message?: { message: string }
}

test('whatever a run looks like that fits the document is read as what it says', () =>
  each(async (seed) => {
    const looked = await place.look('a-run')
    const told = oz.said.at(-1)?.answer as Told // generated from the document's shape
    expect([seed, looked]).toEqual([
      seed,
      {
        ok: true,
        value: {
          state: told.state,
          executionId: told.session_id ?? null,
          ask: null,
          message: told.status_message?.message ?? '',
          link: told.session_link ?? null,
        },
      },
    ])
  }))

test('a start names the run that it began or found, and asks in the words of the document', () =>
  each(async (seed) => {
    const before = oz.said.length
    const started = await place.start(wish, `execution-${seed}`)
    const [listed, created] = oz.said.slice(before)
    const found = (listed?.answer as Listed | undefined)?.runs[0] // generated from the document's shape
    const runId = found?.run_id ?? (created?.answer as Named | undefined)?.run_id
    expect([seed, started]).toEqual([seed, { ok: true, value: { runId } }])
    expect(oz.said.length - before).toBe(found ? 1 : 2) // one that is there already is never begun again
  }))

test('a cancel is done when it is answered', () =>
  each(async () => expect(await place.cancel('a-run')).toEqual({ ok: true, value: undefined })))

test.each([
  [400, true],
  [401, true],
  [403, true],
  [404, true],
  [409, false],
  [410, true],
  [422, true],
  [429, false],
])(
  'a refusal with %i, in whatever words, %s',
  async (status, isPermanent) => {
    for (let seed = 1; seed <= 3; seed += 1) {
      oz.answerWith(seed, status)
      const cancelled = await place.cancel('a-run')
      expect(cancelled).toMatchObject({ ok: false, error: { code: String(status), isPermanent } })
    }
  },
  120_000,
)
