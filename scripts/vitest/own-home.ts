/** Gives every test run a home of its own, so that no test reads or writes the home of the person who runs it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const places = {
  HOME: '',
  USERPROFILE: '',
  XDG_CONFIG_HOME: '.config',
  XDG_CACHE_HOME: '.cache',
  XDG_DATA_HOME: '.local/share',
  XDG_STATE_HOME: '.local/state',
  XDG_RUNTIME_DIR: '.run',
}

export default async function ownHome(): Promise<() => void> {
  const home = mkdtempSync(join(tmpdir(), 'reveille-test-'))
  for (const [variable, place] of Object.entries(places)) {
    const folder = join(home, place)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    process.env[variable] = folder // the test processes are started later and inherit it
  }
  return () => rmSync(home, { recursive: true, force: true, maxRetries: 3 })
}
