import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { AgentTemplate } from '../../shared/domain/agent-template.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { Notices } from '../notices.ts'
import { readOwnFile, watchOwnFiles } from './own-files.ts'
import { readSettings, settingsSchema } from './settings-file.ts'
import { defaultSettings } from './settings.ts'
import { Templates } from './templates.ts'

const template: Omit<AgentTemplate, 'id'> = {
  ...{ name: 'Reviewer', harness: 'claude', directory: '', prompt: 'Review it.', place: 'local', at: null },
  ...{ commandLine: '', model: '', permissionMode: 'plan', hasWorktree: true, base: 'main', copies: 1 },
  show: 'hidden',
}

test('settings of a person’s own count where they fit; what does not fit is named', () => {
  expect(readSettings({ theme: 'light', zoomPercent: 5, terminalBell: 'sound' })).toEqual({
    value: { ...defaultSettings, theme: 'light', terminalBell: 'sound' },
    problems: [expect.stringMatching(/^zoomPercent: /)],
  })
})

test('a file that is no JSON, or not one of ours, says so', () => {
  expect(readOwnFile('{ "version": 1, ')).toHaveProperty('because')
  expect(readOwnFile('{}')).toHaveProperty('because')
  expect(readOwnFile('{ "version": 1, "data": [] }')).toEqual({ data: [] })
})

test('the schema that editors read names every setting with its sentence', () => {
  const schema = JSON.stringify(settingsSchema())
  for (const word of ['zoomPercent', 'quietHours', 'terminalFont', 'No notification in these hours'])
    expect(schema).toContain(word)
})

test('templates are saved, changed and removed, and what this version cannot read stays in the file', () => {
  const written: unknown[][] = []
  const foreign = { id: 'x', name: 'of a newer version', harness: 'claude', agents: 3 }
  const templates = new Templates({ initial: [foreign], write: (all) => written.push(all) })
  const id = templates.save({ ...template, id: null })
  expect(id).not.toBeNull()
  templates.save({ ...template, id, name: 'Strict reviewer' })
  expect(templates.all.map(({ name }) => name)).toEqual(['Strict reviewer'])
  templates.remove(id ?? '')
  expect(written.at(-1)).toEqual([foreign])
})

test('what a person writes into templates.json counts at once; what does not fit is told of', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'own-files-'))
  const notices = new Notices()
  const templates = new Templates({ initial: [], write: () => {} })
  const watching = watchOwnFiles(directory, [templates.ownFile], { notices, clock: systemClock })
  onTestFinished(() => watching.dispose())
  const changed = new Promise<void>((resolve) => templates.onChanged(resolve))
  const data = [
    { id: 'mine', ...template },
    { id: 'bad', ...template, copies: 900 },
  ]
  writeFileSync(join(directory, 'templates.json'), JSON.stringify({ version: 1, data }))
  await changed
  await new Promise<void>((resolve) => (notices.all.length > 0 ? resolve() : notices.onChanged(resolve)))
  expect(templates.all).toEqual([{ id: 'mine', ...template }])
  expect(notices.all[0]?.detail).toContain('template 2, copies')
  expect(readFileSync(join(directory, 'templates.schema.json'), 'utf8')).toContain(
    'A git worktree of its own',
  )
})
