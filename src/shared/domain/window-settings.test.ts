import { expect, test } from 'vitest'
import { defaultWindowSettings, isQuiet, StoredWindowSettings, WindowSettings } from './window-settings.ts'

const at = (hour: number, minute = 0): number => hour * 60 + minute

test('quiet hours go over midnight', () => {
  const asked = [at(21, 59), at(22), at(3), at(6, 59), at(7), at(12)]
  expect(asked.map((minute) => isQuiet('22:00-07:00', minute))).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
  ])
})

test('quiet hours within a day, and none at all', () => {
  expect([at(8, 59), at(9), at(16, 59), at(17)].map((minute) => isQuiet('09:00-17:00', minute))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(isQuiet('', at(3))).toBe(false)
})

test('a value that does not fit falls back alone', () => {
  const stored = { ...defaultWindowSettings, zoomPercent: 'huge', notify: 'all', quietHours: '25:00-07:00' }
  expect(StoredWindowSettings.parse(stored)).toEqual({ ...defaultWindowSettings, notify: 'all' })
  expect(StoredWindowSettings.parse({})).toEqual(defaultWindowSettings)
})

test('every setting has a title and a sentence for the settings page', () => {
  const without = Object.entries(WindowSettings.shape).filter(
    ([, field]) => !field.meta()?.title || !field.meta()?.description,
  )
  expect(without).toEqual([])
})
