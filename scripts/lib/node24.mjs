/**
 * The Node 24 of our own on which tools, tests, the background processes and the CLI run.
 *
 * It comes from an npm platform package (an optional dependency, pinned). None of the 24 line fits macOS on Apple
 * silicon (the only one there is 24.0.0, from before type stripping was stable), and Windows on ARM has none: there
 * the Node that runs this script is taken, if it is >= 24.
 */
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { repository } from './paths.mjs'
import { StepFailed } from './report.mjs'
import { run } from './run.mjs'

const leastMajor = 24 // node:sqlite, type stripping, libuv 1.52

/** The path of the Node 24 binary. */
export function node24() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const name = `node-${platform}-${process.arch}`
  const shipped = join(repository, 'node_modules', name, 'bin', binary)
  if (existsSync(shipped)) return shipped
  if (Number(process.versions.node.split('.')[0]) >= leastMajor) return process.execPath
  throw new StepFailed('node', {
    tried: `${shipped}, then the Node that runs this script (${process.version})`,
    because: `the package ${name} is not installed and this Node is older than ${leastMajor}`,
    todo: `run npm ci without --omit=optional, or install Node ${leastMajor} where no such package exists (macOS)`,
  })
}

/** The environment for programs on Node 24: what they start as `node` is the same one. */
export function node24Environment(env = process.env) {
  const binary = node24()
  return { ...env, PATH: `${dirname(binary)}${delimiter}${env.PATH ?? ''}`, REVEILLE_NODE: binary }
}

/**
 * Runs a tool of node_modules or a script file on Node 24, on this terminal.
 * @param {string} tool a name of `packageOfTool`, of a package with one bin, or a path
 * @param {readonly string[]} args
 * @param {import('./run.mjs').RunOptions} [options]
 */
export function runOnNode24(tool, args, options = {}) {
  const script = tool.includes('/') || tool.includes('\\') ? tool : scriptOfTool(tool)
  const env = node24Environment(options.env)
  return run(node24(), [script, ...args], { cwd: repository, ...options, env })
}

/** @type {Record<string, string>} */
const packageOfTool = { tsc: 'typescript', playwright: '@playwright/test' }

/** @param {string} tool */
function scriptOfTool(tool) {
  const folder = join(repository, 'node_modules', packageOfTool[tool] ?? tool)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[tool])
}
