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

const claude = { name: '@anthropic-ai/claude-code', version: '2.1.330', bin: 'claude' }
const fetchTimeoutMs = 5 * 60_000
const home = join(userCache, 'agent-clis')

/** @typedef {{ kind: 'there', path: string } | { kind: 'missing', because: string }} AgentCli */

/** The pinned `claude`, fetched when it is not there yet. @returns {Promise<AgentCli>} */
export async function ensureClaude() {
  const found = findClaude()
  if (found.kind === 'there') return found
  say('agent clis', `fetching ${claude.name}@${claude.version} into ${home}`)
  try {
    return await fetchInto(place())
  } catch (error) {
    if (error instanceof Interrupted) throw error
    return { kind: 'missing', because: asError(error).message }
  }
}

/** The pinned `claude` if it was fetched before. @returns {AgentCli} */
export function findClaude() {
  const path = executableIn(place())
  if (existsSync(path)) return { kind: 'there', path }
  return { kind: 'missing', because: 'claude is fetched by npm test and npm run e2e; neither ran yet' }
}

/** What tests read to find the CLI, or why there is none. @param {AgentCli} cli @returns {Record<string, string>} */
export function agentCliEnvironment(cli) {
  return cli.kind === 'there'
    ? { REVEILLE_TEST_CLAUDE: cli.path }
    : { REVEILLE_TEST_CLAUDE_MISSING: cli.because }
}

function place() {
  return join(home, `claude-code-${claude.version}`)
}

/** @param {string} folder */
function executableIn(folder) {
  return join(folder, 'node_modules', '.bin', process.platform === 'win32' ? `${claude.bin}.cmd` : claude.bin)
}

/** Installs beside the final place and moves it there when it runs, so a broken fetch leaves nothing behind. @param {string} folder @returns {Promise<AgentCli>} */
async function fetchInto(folder) {
  mkdirSync(home, { recursive: true })
  const draft = mkdtempSync(join(home, 'draft-'))
  try {
    const project = {
      private: true,
      dependencies: { [claude.name]: claude.version },
      allowScripts: { [claude.name]: true }, // newer npm runs no install script that is not allowed by name
    }
    writeFileSync(join(draft, 'package.json'), JSON.stringify(project))
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
    const options = { cwd: draft, env: node24Environment(), timeoutMs: fetchTimeoutMs }
    const { code, output } = await capture(npm, args, options)
    if (code !== 0)
      return {
        kind: 'missing',
        because: `npm could not install ${claude.name}@${claude.version}: ${npmReason(output)}`,
      }
    const proof = await capture(executableIn(draft), ['--version'], { ...options, timeoutMs: 30_000 })
    if (!proof.stdout.includes(claude.version))
      return { kind: 'missing', because: `claude --version said: ${lastLines(proof.output, 2)}` }
    renameSync(draft, folder)
    return { kind: 'there', path: executableIn(folder) }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
