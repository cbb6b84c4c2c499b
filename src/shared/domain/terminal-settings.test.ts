import { expect, test } from 'vitest'
import { defaultTerminalSettings, StoredTerminalSettings, TerminalSettings } from './terminal-settings.ts'

test('settings of an older version, and ones that a person broke by hand, fall back one by one', () => {
  expect(StoredTerminalSettings.parse({})).toEqual(defaultTerminalSettings)
  const broken = { terminalBell: 'gong', terminalCursor: 'bar', terminalLineHeight: 90 }
  expect(StoredTerminalSettings.parse(broken)).toEqual({ ...defaultTerminalSettings, terminalCursor: 'bar' })
})

test('each setting has a title and a sentence for the settings page', () => {
  for (const schema of Object.values(TerminalSettings.shape))
    expect(schema.meta()).toMatchObject({
      title: expect.any(String) as string,
      description: expect.any(String) as string,
    })
})
