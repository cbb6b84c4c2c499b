/**
 * The real agent CLIs that tests drive. They are no dependencies of the project: fetched once, pinned, into the
 * user's cache, shared by all checkouts.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { node24Environment } from './node24.mjs'
import { npm, npmReason } from './npm.mjs'
import { userCache } from './paths.mjs'
import { asError, say } from './report.mjs'
import { capture, Interrupted, lastLines } from './run.mjs'

/** @typedef {{ bin: string, package: string, version: string }} Pinned */

/** @type {readonly Pinned[]} */
const pinned = [
  { bin: 'claude', package: '@anthropic-ai/claude-code', version: '2.1.330' },
  { bin: 'codex', package: '@openai/codex', version: '0.169.0' },
  { bin: 'gemini', package: '@google/gemini-cli', version: '0.61.0' },
  { bin: 'opencode', package: 'opencode-ai', version: '1.18.33' },
]
const fetchTimeoutMs = 5 * 60_000
const home = join(userCache, 'agent-clis')

/** @typedef {Pinned & ({ kind: 'there', path: string } | { kind: 'missing', because: string })} AgentCli */

/** The pinned CLIs, each fetched when it is not there yet. @returns {Promise<AgentCli[]>} */
export function ensureAgentClis() {
  return Promise.all(pinned.map(ensure))
}

/** The pinned CLIs as far as they were fetched before. @returns {AgentCli[]} */
export function findAgentClis() {
  return pinned.map(find)
}

/** What tests read to find the CLIs, or why there is none. @param {readonly AgentCli[]} clis @returns {Record<string, string>} */
export function agentCliEnvironment(clis) {
  return Object.fromEntries(
    clis.map((cli) => {
      const name = `REVEILLE_TEST_${cli.bin.toUpperCase()}`
      return cli.kind === 'there' ? [name, cli.path] : [`${name}_MISSING`, cli.because]
    }),
  )
}

/** Tells which versions were tried, and which CLI was not and why. @param {readonly AgentCli[]} clis */
export function sayAgentClis(clis) {
  const there = clis.filter(({ kind }) => kind === 'there')
  say('agent clis', `tried: ${there.map(({ bin, version }) => `${bin} ${version}`).join(', ') || 'none'}`)
  for (const cli of clis)
    if (cli.kind === 'missing')
      say('agent clis', `the stories with the real ${cli.bin} were NOT tested: ${cli.because}`)
}

/** @param {Pinned} cli @returns {AgentCli} */
function find(cli) {
  const path = executableIn(placeOf(cli), cli)
  if (existsSync(path)) return { ...cli, kind: 'there', path }
  const because = `${cli.bin} is fetched by npm test and npm run e2e; neither ran yet`
  return { ...cli, kind: 'missing', because }
}

/** @param {Pinned} cli @returns {Promise<AgentCli>} */
async function ensure(cli) {
  const found = find(cli)
  if (found.kind === 'there') return found
  say('agent clis', `fetching ${cli.package}@${cli.version} into ${home}`)
  try {
    return await fetchInto(placeOf(cli), cli)
  } catch (error) {
    if (error instanceof Interrupted) throw error
    return { ...cli, kind: 'missing', because: asError(error).message }
  }
}

/** @param {Pinned} cli */
function placeOf(cli) {
  return join(home, `${cli.package.split('/').at(-1)}-${cli.version}`)
}

/** @param {string} folder @param {Pinned} cli */
function executableIn(folder, cli) {
  return join(folder, 'node_modules', '.bin', process.platform === 'win32' ? `${cli.bin}.cmd` : cli.bin)
}

/** Installs beside the final place and moves it there when it runs, so a broken fetch leaves nothing behind. @param {string} folder @param {Pinned} cli @returns {Promise<AgentCli>} */
async function fetchInto(folder, cli) {
  mkdirSync(home, { recursive: true })
  const draft = mkdtempSync(join(home, 'draft-'))
  try {
    const project = {
      private: true,
      dependencies: { [cli.package]: cli.version },
      allowScripts: { [cli.package]: true }, // newer npm runs no install script that is not allowed by name
    }
    writeFileSync(join(draft, 'package.json'), JSON.stringify(project))
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
    const options = { cwd: draft, env: node24Environment(), timeoutMs: fetchTimeoutMs }
    const { code, output } = await capture(npm, args, options)
    if (code !== 0) {
      const because = `npm could not install ${cli.package}@${cli.version}: ${npmReason(output)}`
      return { ...cli, kind: 'missing', because }
    }
    // In a home of its own: some write their folders at the first call.
    const env = { ...options.env, HOME: draft, XDG_DATA_HOME: join(draft, '.data') }
    const proof = await capture(executableIn(draft, cli), ['--version'], {
      ...options,
      env,
      timeoutMs: 60_000,
    })
    if (!proof.stdout.includes(cli.version))
      return { ...cli, kind: 'missing', because: `${cli.bin} --version said: ${lastLines(proof.output, 2)}` }
    renameSync(draft, folder)
    return { ...cli, kind: 'there', path: executableIn(folder, cli) }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
