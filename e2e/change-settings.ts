import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WindowSettings } from '../src/shared/domain/window-settings.ts'
import type { TestMachine } from './app.ts'

/** Changes the file of settings as a person does in an editor; the app follows it. */
export function changeWindowSettings(machine: TestMachine, change: Partial<WindowSettings>): void {
  const { data } = JSON.parse(machine.read('data/settings.json') || '{}')
  const file = join(machine.dataDirectory, 'settings.json')
  writeFileSync(file, JSON.stringify({ version: 1, data: { ...data, ...change } }))
}
