import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProjectSettings, readProjectSettings } from './project-settings.ts'
import { defaultTerminalSettings } from './terminal-settings.ts'
import { defaultWindowSettings } from './window-settings.ts'

test('a project says how its terminals look and what the start dialog begins with', () => {
  const written = {
    $schema: 'x',
    terminalThemeDark: 'Retro Warm',
    fontSize: 14,
    startModel: 'opus',
    startWorktree: true,
  }
  expect(readProjectSettings(JSON.stringify(written))).toEqual({
    settings: { terminalThemeDark: 'Retro Warm', fontSize: 14, startModel: 'opus', startWorktree: true },
    problems: [],
  })
})

test('what runs commands, names files, widens permissions or keeps anything from a person is refused', () => {
  const refused = {
    ...{ editorCommand: 'sh -c evil', shellProfiles: 'x = sh -c evil', terminalShellIntegration: false },
    ...{
      terminalImages: true,
      terminalPasteWarningLines: 0,
      terminalCopyOnSelect: true,
      terminalClipboard: true,
      keys: { quit: 'f1' },
    },
    ...{ notify: 'none', quietHours: '00:00-23:59', onQuit: 'stop', startAtLogin: true, closeWindow: 'quit' },
    ...{
      startPermissions: 'bypass',
      startModel: '--dangerously-skip-permissions',
      startCommand: 'sh',
      startPrompt: 'hi',
    },
  }
  const { settings, problems } = readProjectSettings(JSON.stringify(refused))
  expect(settings).toEqual({})
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(Object.keys(refused))
})

test('every setting of the app is either harmless and listed, or refused', () => {
  const all = { ...defaultTerminalSettings, ...defaultWindowSettings }
  const allowed = Object.keys(readProjectSettings(JSON.stringify(all)).settings)
  expect(allowed.toSorted()).toEqual([
    'fontSize',
    'terminalCursor',
    'terminalCursorBlink',
    'terminalFont',
    'terminalLigatures',
    'terminalLineHeight',
    'terminalThemeDark',
    'terminalThemeLight',
  ])
})

test('whatever stands in the file, what counts is harmless', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const { settings } = readProjectSettings(text)
      expect(ProjectSettings.parse(settings)).toEqual(settings)
      expect(settings.startModel?.startsWith('-') ?? false).toBe(false)
    }),
  )
  expect(readProjectSettings('{"__proto__": {"fontSize": 14}, "constructor": 1}').settings).toEqual({})
})
