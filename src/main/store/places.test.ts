import { expect, test } from 'vitest'
import { Places, placesShape } from './places.ts'
import type { SecretBox } from './secret-box.ts'

/** A keystore that turns bytes around; null: none. */
const turning: SecretBox = {
  seal: async (text) => Buffer.from(text).reverse(),
  open: async (sealed) => Buffer.from(sealed).reverse().toString(),
}
const none: SecretBox = { seal: async () => null, open: async () => null }
const oz = { kind: 'oz' as const, name: 'oz', url: 'https://app.warp.dev/api/v1' }

const opened = (box: SecretBox, initial: unknown[] = []) => {
  const written: unknown[] = []
  const file = {
    initial: placesShape.schema.parse(initial),
    write: (value: unknown) => void written.push(value),
  }
  return { places: new Places(file, box), written }
}

test('a token is stored sealed, and given to nobody but the worker', async () => {
  const { places, written } = opened(turning)
  expect(await places.put(oz, 'secret', false)).toEqual({ ok: true, value: undefined })
  expect(JSON.stringify(written)).not.toContain('secret')
  expect(places.all).toEqual([{ place: oz, isSealed: true, problem: null }])
  expect(await places.withTokens()).toEqual([{ place: oz, token: 'secret' }])
  expect(await opened(turning, written.at(-1) as unknown[]).places.withTokens()).toEqual([
    { place: oz, token: 'secret' },
  ])
})
test('without a keystore a token is refused, and nothing is written, unless a person agreed', async () => {
  const { places, written } = opened(none)
  expect(await places.put(oz, 'secret', false)).toEqual({ ok: false, error: 'no-keystore' })
  expect(written).toEqual([])
  await places.put(oz, 'secret', true)
  expect(places.all).toMatchObject([{ isSealed: false }])
  expect(await places.withTokens()).toEqual([{ place: oz, token: 'secret' }])
})
test('a token that the keystore does not open any more is said so; the others are served', async () => {
  const sealed = opened(turning)
  await sealed.places.put(oz, 'secret', false)
  const stored = sealed.written.at(-1) as unknown[]
  const { places } = opened(none, stored)
  await places.put({ ...oz, name: 'team' }, 'other', true)
  expect(await places.withTokens()).toMatchObject([{ place: { name: 'team' } }])
  expect(places.all[0]?.problem).toMatch(/set it again/)
})
test('a place of the same name takes the place of the old one; a removed one is gone with its token', async () => {
  const { places, written } = opened(turning)
  await places.put(oz, 'old', false)
  await places.put(oz, 'new', false)
  expect(await places.withTokens()).toEqual([{ place: oz, token: 'new' }])
  places.remove('oz')
  expect([places.all, written.at(-1)]).toEqual([[], []])
})
