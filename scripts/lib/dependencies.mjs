/** Brings node_modules to what package-lock.json says, and node-pty to a state in which it loads. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, npmReason } from './npm.mjs'
import { repository } from './paths.mjs'
import { say, StepFailed } from './report.mjs'
import { capture, lastLines } from './run.mjs'
import { installSystemPackages } from './system-packages.mjs'

const installTimeoutMs = 15 * 60_000 // a slow line and a compiler
const modules = join(repository, 'node_modules')

/** Installs the locked dependencies where node_modules differs from the lock; costs milliseconds where it does not. */
export async function ensureDependencies() {
  const difference = firstDifference()
  if (difference) {
    await ensureCompilers()
    say('dependencies', `npm ci (${difference})`)
    await install()
  }
  if (!isNodePtyBuilt()) await buildNodePty()
}

async function install() {
  const started = Date.now()
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { code, output } = await capture(npm, args, {
    cwd: repository,
    env: buildEnvironment(),
    timeoutMs: installTimeoutMs,
  })
  if (code !== 0) {
    throw new StepFailed('dependencies', {
      tried: `npm ${args.join(' ')}`,
      because: npmReason(output),
      todo: 'check that the npm registry is reachable (npm ping), then run this again',
    })
  }
  say('dependencies', `installed in ${Math.round((Date.now() - started) / 1000)} s`)
}

/** Compares with what npm itself noted about its last complete install, so a plain `npm install` counts as well. */
function firstDifference() {
  const noted = join(modules, '.package-lock.json')
  if (!existsSync(noted)) return 'not installed yet'
  const wanted = readPackages(join(repository, 'package-lock.json'))
  const installed = readPackages(noted)
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === '' || (optional && !installed[path])) continue // another platform's
    if (installed[path]?.version !== version)
      return `${path.replace('node_modules/', '')} ${version} is missing`
  }
  const surplus = Object.keys(installed).find((path) => !wanted[path])
  return surplus && `${surplus.replace('node_modules/', '')} is no longer wanted`
}

/** @param {string} file @returns {Record<string, { version: string, optional?: boolean }>} */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

function isNodePtyBuilt() {
  const folder = join(modules, 'node-pty')
  return ['build/Release', `prebuilds/${process.platform}-${process.arch}`].some(
    (place) => existsSync(join(folder, place, 'pty.node')) || existsSync(join(folder, place, 'conpty.node')),
  )
}

/** node-pty has no ready-made binary for Linux: it is compiled, once per install. */
async function buildNodePty() {
  await ensureCompilers()
  say('dependencies', 'compiling node-pty')
  const env = buildEnvironment()
  const { output } = await capture(npm, ['rebuild', 'node-pty', '--loglevel=error'], { cwd: repository, env })
  if (isNodePtyBuilt()) return
  throw new StepFailed('dependencies', {
    tried: 'npm rebuild node-pty',
    because: lastLines(output),
    todo: 'install a C++ compiler, make and python3, then run this again',
  })
}

async function ensureCompilers() {
  if (process.platform !== 'linux') return
  const missing = []
  for (const program of ['g++', 'make', 'python3']) {
    if ((await capture('sh', ['-c', `command -v ${program}`])).code !== 0) missing.push(program)
  }
  await installSystemPackages(missing, 'to compile node-pty') // the Debian packages have the programs' names
}

/** node-gyp compiles against the headers in our own Node 24 package instead of downloading some. */
function buildEnvironment() {
  const headers = join(modules, `node-linux-${process.arch}`)
  if (process.platform !== 'linux') return process.env
  return { ...process.env, npm_config_nodedir: headers }
}
