/**
 * `npm run bench [-- --json] [name]`: runs bench/*.bench.ts, or those whose name contains `name`.
 *
 * A benchmark prints one JSON object per result, each on a line of its own; whatever else it prints is talk. With
 * `--json` the results are passed on as they are and nothing else reaches stdout.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { agentCliEnvironment, ensureAgentClis } from './lib/agent-clis.mjs'
import { setUpApp } from './lib/app-setup.mjs'
import { node24 } from './lib/node24.mjs'
import { repository } from './lib/paths.mjs'
import { reportOnStderr, runScript, say, StepFailed } from './lib/report.mjs'

const words = process.argv.slice(2)
const isJson = words.includes('--json')
const wanted = words.find((word) => !word.startsWith('--')) ?? ''

runScript(async () => {
  reportOnStderr()
  const files = findBenchmarks()
  const setup = await setUpApp()
  try {
    const env = { ...setup.env, ...agentCliEnvironment(await ensureAgentClis()) }
    let worst = 0
    for (const file of files) worst = Math.max(worst, await runBenchmark(file, env))
    return worst
  } finally {
    setup.close()
  }
})

function findBenchmarks() {
  const all = readdirSync(join(repository, 'bench')).filter((file) => file.endsWith('.bench.ts'))
  const files = all.filter((file) => file.includes(wanted))
  if (files.length > 0) return files
  const todo = `name one of: ${all.map((file) => file.replace('.bench.ts', '')).join(', ') || '(there are none yet)'}`
  throw new StepFailed('bench', {
    tried: `to find bench/*${wanted}*.bench.ts`,
    because: 'there is no such file',
    todo,
  })
}

/** @param {string} file @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
async function runBenchmark(file, env) {
  say('bench', file)
  const child = spawn(node24(), [join(repository, 'bench', file)], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  for await (const line of createInterface({ input: child.stdout })) {
    const result = parseResult(line)
    if (!result) process.stderr.write(`${line}\n`)
    else process.stdout.write(isJson ? `${line}\n` : `${describe(result)}\n`)
  }
  const [code] = await ended
  if (code !== 0) say('bench', `${file} ended with ${code}`)
  return code ?? 1
}

/** @param {string} line @returns {Record<string, unknown> | null} */
function parseResult(line) {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** @param {Record<string, unknown>} result */
function describe(result) {
  const [bench, value, unit, ratio, yardstick] = ['bench', 'value', 'unit', 'ratio', 'yardstick'].map((key) =>
    String(result[key]),
  )
  return `${bench}: ${value} ${unit}; ${ratio} x ${yardstick}`
}
