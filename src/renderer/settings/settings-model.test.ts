import { expect, test } from 'vitest'
import { TerminalSettings } from '../../shared/domain/terminal-settings.ts'
import { WindowSettings } from '../../shared/domain/window-settings.ts'
import { findSettings, ownParts, problemOf, settingSections } from './settings-model.ts'

const fields = settingSections().flatMap((section) => section.fields)
const field = (name: string) => {
  const found = fields.find((one) => one.name === name)
  if (!found) throw new Error(`no field ${name}`)
  return found
}

test('every setting stands on the page once, those aside that have a part of their own', () => {
  const all = [...Object.keys(WindowSettings.shape), ...Object.keys(TerminalSettings.shape)]
  expect(fields.map((one) => one.name).toSorted()).toEqual(
    all.filter((name) => !ownParts.has(name)).toSorted(),
  )
})

test('the control follows from the schema', () => {
  expect(field('theme').control).toEqual({ kind: 'choice', options: ['dark', 'light', 'system'] })
  expect(field('startAtLogin').control).toEqual({ kind: 'switch' })
  expect(field('zoomPercent').control).toEqual({ kind: 'number', min: 70, max: 200, isWhole: true })
  expect(field('shellProfiles').control).toEqual({ kind: 'text', isLong: true })
})

test('a value that does not fit is told in the words of its schema', () => {
  expect(problemOf(field('quietHours'), '10pm')).toBe('write it as 22:00-07:00')
  expect(problemOf(field('quietHours'), '22:00-07:00')).toBeNull()
})

test('settings are found by the words of their title and sentence', () => {
  const found = findSettings(settingSections(), 'login hidden').flatMap((section) => section.fields)
  expect(found.map((one) => one.name)).toEqual(['startAtLogin'])
  expect(findSettings(settingSections(), 'no such thing')).toEqual([])
})
