/** Shells whose integration is tested with the real program, fetched where that is allowed; a test skips with its reason. */
import { existsSync } from 'node:fs'
import { asError, say } from './report.mjs'
import { installSystemPackages } from './system-packages.mjs'

const shells = ['zsh', 'fish']

export async function ensureTestShells() {
  if (process.platform !== 'linux') return
  const missing = shells.filter((name) => !existsSync(`/usr/bin/${name}`))
  try {
    await installSystemPackages(missing, 'to test their integration')
  } catch (error) {
    say('system', `${missing.join(' and ')} will not be tested: ${asError(error).message}`)
  }
}
