import { expect, test } from 'vitest'
import { defaultSettings } from './settings.ts'
import { readSettings, settingsSchema } from './settings-watch.ts'

const file = (data: unknown): string => JSON.stringify({ version: 1, data })

test('a file of a person’s own counts where it fits; what does not fit is named', () => {
  expect(readSettings(file({ theme: 'light', zoomPercent: 5, terminalBell: 'sound' }))).toEqual({
    kind: 'settings',
    value: { ...defaultSettings, theme: 'light', terminalBell: 'sound' },
    problems: [expect.stringMatching(/^zoomPercent: /)],
  })
})

test('a file that is no JSON, or no settings, changes nothing', () => {
  expect(readSettings('{ "version": 1, ').kind).toBe('broken')
  expect(readSettings('{}').kind).toBe('broken')
})

test('the schema that editors read names every setting with its sentence', () => {
  const schema = JSON.stringify(settingsSchema())
  for (const word of ['zoomPercent', 'quietHours', 'terminalFont', 'No notification in these hours'])
    expect(schema).toContain(word)
})
