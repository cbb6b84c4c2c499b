/** `node scripts/on-node24.mjs <tool or script> args...`: runs it on the project's own Node 24. */
import { ensureDependencies } from './lib/dependencies.mjs'
import { runOnNode24 } from './lib/node24.mjs'
import { reportOnStderr, runScript } from './lib/report.mjs'

const [tool, ...args] = process.argv.slice(2)

runScript(async () => {
  if (!tool) throw new Error('usage: node scripts/on-node24.mjs <tool or script> args...')
  reportOnStderr()
  await ensureDependencies()
  return runOnNode24(tool, args)
})
