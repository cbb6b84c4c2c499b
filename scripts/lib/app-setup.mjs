/** All that must be there before the app can be opened: dependencies, runtime, display, build. */
import { ensureBuilt } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureDisplay } from './display.mjs'
import { ensureElectron } from './electron-runtime.mjs'
import { node24Environment } from './node24.mjs'

/**
 * @typedef {object} AppSetup
 * @property {string} executable of Electron
 * @property {readonly string[]} flags that Electron needs on this machine
 * @property {NodeJS.ProcessEnv} env
 * @property {() => void} close ends the virtual display, if there is one
 */

/** @returns {Promise<AppSetup>} */
export async function setUpApp() {
  await ensureDependencies()
  const runtime = await ensureElectron()
  await ensureBuilt()
  const display = await ensureDisplay(runtime.executable)
  const override = runtime.kind === 'official' ? {} : { ELECTRON_OVERRIDE_DIST_PATH: runtime.folder }
  const isRoot = process.getuid?.() === 0
  return {
    executable: runtime.executable,
    flags: isRoot ? ['--no-sandbox'] : [], // Chromium refuses to sandbox for root
    env: { ...node24Environment(), ...override, ...display.env },
    close: display.stop,
  }
}
