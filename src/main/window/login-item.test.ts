import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'

// The module imports the app for macOS and Windows; what is tested here needs none.
vi.mock('electron', () => ({ app: {} }))
const { writeAutostart } = await import('./login-item.ts')

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'reveille-login-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return join(made, 'autostart')
}

test('start at login is a file that appears and goes', () => {
  const directory = folder()
  writeAutostart(true, directory, ['/opt/Reveille/reveille', '--hidden'])
  const entry = readFileSync(join(directory, 'reveille.desktop'), 'utf8')
  expect(entry).toContain('\nExec=/opt/Reveille/reveille --hidden\n')
  writeAutostart(false, directory, [])
  expect(existsSync(join(directory, 'reveille.desktop'))).toBe(false)
  writeAutostart(false, directory, []) // twice is harmless
})

test('a path with spaces and signs is one argument', () => {
  const directory = folder()
  writeAutostart(true, directory, ['/opt/My Apps/100%/reveille', '--hidden'])
  expect(readFileSync(join(directory, 'reveille.desktop'), 'utf8')).toContain(
    'Exec="/opt/My Apps/100%%/reveille" --hidden',
  )
})
