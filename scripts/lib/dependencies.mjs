/** Brings node_modules to what package-lock.json says. Nothing is compiled: node-pty comes with a binary for each platform. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, npmReason } from './npm.mjs'
import { repository } from './paths.mjs'
import { say, StepFailed } from './report.mjs'
import { capture } from './run.mjs'

const installTimeoutMs = 15 * 60_000 // a slow line
const modules = join(repository, 'node_modules')

/** Installs the locked dependencies where node_modules differs from the lock; costs milliseconds where it does not. */
export async function ensureDependencies() {
  const difference = firstDifference()
  if (difference) {
    say('dependencies', `npm ci (${difference})`)
    await install()
  }
}

async function install() {
  const started = Date.now()
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { code, output } = await capture(npm, args, {
    cwd: repository,
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
