import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Place, PlaceWish } from './place.ts'

/** A place, and the hand of whoever works there. */
export type PlaceWorld = {
  readonly place: Place
  /** The same place with a token that it does not know. */
  readonly stranger: Place
  /** The same place where nobody listens. */
  readonly nobody: Place
  /** An agent there takes the run up, and ends its turn with these words. */
  readonly begin: (runId: string) => Promise<void>
  readonly end: (runId: string, how: 'succeeded' | 'failed', words: string) => Promise<void>
  /** Where a transcript may be written. */
  readonly file: string
  /** What the agent there was told, oldest first. */
  readonly told: (runId: string) => Promise<readonly string[]>
  readonly dispose: () => Promise<void>
}

const wish: PlaceWish = {
  name: 'api',
  prompt: 'build it',
  harness: null,
  model: null,
  environment: null,
  command: [],
  attachments: [],
}

/** What every place must do, whoever stands behind it. */
export function testPlace(name: string, open: () => Promise<PlaceWorld>): void {
  describe(`${name} as a place`, () => {
    const opened = async (): Promise<PlaceWorld> => {
      const world = await open()
      onTestFinished(world.dispose)
      return world
    }
    const start = async ({ place }: PlaceWorld, key: string = randomUUID()): Promise<string> => {
      const started = await place.start(wish, key)
      if (!started.ok) throw new Error(started.error.message)
      return started.value.runId
    }
    const look = async ({ place }: PlaceWorld, runId: string) => {
      const looked = await place.look(runId)
      if (!looked.ok) throw new Error(looked.error.message)
      return looked.value
    }

    test('starts a run with its prompt, and shows it from its queue to its end', async () => {
      const world = await opened()
      const runId = await start(world)
      expect((await look(world, runId)).state).toBe('QUEUED')
      await world.begin(runId)
      expect((await look(world, runId)).state).toBe('INPROGRESS')
      await world.end(runId, 'failed', 'out of disk')
      expect(await look(world, runId)).toMatchObject({ state: 'FAILED', message: 'out of disk' })
      expect(await world.told(runId)).toEqual(['build it'])
    })
    test('a start that is repeated under its key starts nothing twice', async () => {
      const world = await opened()
      const key = randomUUID()
      expect(await start(world, key)).toBe(await start(world, key))
      expect(await start(world)).not.toBe(await start(world))
    })
    test('a follow-up continues the same run in an execution of its own', async () => {
      const world = await opened()
      const runId = await start(world)
      await world.begin(runId)
      await world.end(runId, 'succeeded', 'done')
      const before = await look(world, runId)
      expect(await world.place.followUp(runId, 'and now the tests', randomUUID())).toMatchObject({ ok: true })
      await world.begin(runId)
      await world.end(runId, 'succeeded', 'tested')
      const after = await look(world, runId)
      expect([before.state, after.state]).toEqual(['SUCCEEDED', 'SUCCEEDED'])
      expect(after.executionId).not.toBe(before.executionId)
      expect(await world.told(runId)).toEqual(['build it', 'and now the tests'])
    })
    test('a run that is cancelled is cancelled there', async () => {
      const world = await opened()
      const runId = await start(world)
      await world.begin(runId)
      expect(await world.place.cancel(runId)).toMatchObject({ ok: true })
      expect((await look(world, runId)).state).toBe('CANCELLED')
    })
    test('a run without a transcript has none; that is no failure', async () => {
      const world = await opened()
      expect(await world.place.saveTranscript(await start(world), world.file)).toEqual({
        ok: true,
        value: null,
      })
    })
    test('an unknown run and a wrong token are for a person to mend; an absence is not', async () => {
      const world = await opened()
      const permanent = { ok: false, error: { isPermanent: true, isOutcomeUnknown: false } }
      expect(await world.place.look(randomUUID())).toMatchObject(permanent)
      expect(await world.place.followUp(randomUUID(), 'x', randomUUID())).toMatchObject(permanent)
      expect(await world.stranger.start(wish, randomUUID())).toMatchObject(permanent)
      expect(await world.nobody.look(randomUUID())).toMatchObject({
        ok: false,
        error: { isPermanent: false, isOutcomeUnknown: true },
      })
    })
  })
}
