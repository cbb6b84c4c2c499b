/** Finds a display for the app, or starts a virtual one, and sees to the libraries Electron needs on Linux. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say, StepFailed } from './report.mjs'
import { capture } from './run.mjs'
import { installSystemPackages } from './system-packages.mjs'

const screen = '1600x1000x24'
const startTimeoutMs = 15_000
const displayPackages = ['xvfb', 'xauth']
const electronPackages =
  'libnss3 libatk1.0-0 libatk-bridge2.0-0 libgtk-3-0 libgbm1 libasound2 libxss1 libxtst6 libdrm2 libxkbcommon0 libcups2 libsecret-1-0 libnotify4 fonts-liberation'.split(
    ' ',
  )

/**
 * @typedef {object} Display
 * @property {Record<string, string>} env what the app's environment needs to find the display
 * @property {() => void} stop
 */

/** @param {string} electron the executable, to see which shared libraries it misses @returns {Promise<Display>} */
export async function ensureDisplay(electron) {
  if (process.platform !== 'linux') return { env: {}, stop() {} }
  const isHeadless = !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  const missing = [
    ...(isHeadless && !((await isInstalled('Xvfb')) && (await isInstalled('xauth'))) ? displayPackages : []),
    ...((await missesLibraries(electron)) ? electronPackages : []),
  ]
  await installSystemPackages(missing, isHeadless ? 'for Electron without a display' : 'for Electron')
  return isHeadless ? startVirtualDisplay() : { env: {}, stop() {} }
}

/** @returns {Promise<Display>} */
async function startVirtualDisplay() {
  const folder = mkdtempSync(join(tmpdir(), 'reveille-display-'))
  const authority = join(folder, 'authority')
  const cookie = randomBytes(16).toString('hex')
  await allow(authority, ':0', cookie) // the server only looks at the cookie, whatever the number
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-auth', authority]
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true }) // Ctrl-C is for the app; the display goes last
  const stop = () => {
    process.off('exit', stop)
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', stop)
  const display = `:${await readNumber(server)}`
  await allow(authority, display, cookie)
  server.unref()
  say('display', `none found, using a virtual one (Xvfb ${display}, ${screen})`)
  return { env: { DISPLAY: display, XAUTHORITY: authority }, stop }
}

/** @param {string} authority @param {string} display @param {string} cookie */
async function allow(authority, display, cookie) {
  await capture('xauth', ['-f', authority, 'add', display, '.', cookie])
}

/** @param {import('node:child_process').ChildProcess} server @returns {Promise<number>} */
function readNumber(server) {
  const account = {
    tried: 'Xvfb -displayfd 3',
    because: 'it named no display',
    todo: 'start Xvfb by hand and set DISPLAY',
  }
  return new Promise((resolve, reject) => {
    const fail = () => reject(new StepFailed('display', account))
    const timer = setTimeout(fail, startTimeoutMs)
    server.once('error', fail).once('exit', fail)
    server.stdio[3]?.once('data', (bytes) => {
      clearTimeout(timer)
      resolve(Number(String(bytes).trim()))
    })
  })
}

/** @param {string} program */
async function isInstalled(program) {
  return (await capture('sh', ['-c', `command -v ${program}`])).code === 0
}

/** @param {string} electron */
async function missesLibraries(electron) {
  return (await capture('ldd', [electron])).output.includes('not found')
}
