/** Builds what runs inside Electron, when its sources changed since the last build. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runOnNode24 } from './node24.mjs'
import { repository } from './paths.mjs'
import { say, StepFailed } from './report.mjs'
import { stampOf } from './tree-stamp.mjs'

const sources = [
  'src/shared',
  'src/main',
  'src/preload',
  'src/renderer',
  'electron.vite.config.ts',
  'package-lock.json',
]
const stampFile = join(repository, 'out/.stamp')

/** Leaves `out/main`, `out/preload` and `out/renderer` as the sources want them. */
export async function ensureBuilt() {
  const stamp = stampOf(repository, sources)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    say('build', 'up to date')
    return
  }
  const started = Date.now()
  await runBuild('electron-vite', ['build', '--logLevel', 'warn'])
  writeFileSync(stampFile, stamp)
  say('build', `done in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** Bundles pty host, service, worker and CLI into `out/background`; only the packaged app needs that. */
export async function buildBackground() {
  await runBuild('vite', ['build', '--config', 'vite.background.config.ts', '--logLevel', 'warn'])
  say('build', 'background processes bundled')
}

/** @param {string} tool @param {readonly string[]} args */
async function runBuild(tool, args) {
  const code = await runOnNode24(tool, args)
  if (code === 0) return
  const command = `${tool} ${args.join(' ')}`
  throw new StepFailed('build', {
    tried: command,
    because: `it ended with ${code} (its words are above)`,
    todo: 'mend the source it names, then run this again',
  })
}
