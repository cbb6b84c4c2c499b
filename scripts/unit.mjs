/** `npm run unit [-- vitest arguments]`: the unit tests. */
import { agentCliEnvironment, findAgentClis } from './lib/agent-clis.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { runOnNode24 } from './lib/node24.mjs'
import { runScript } from './lib/report.mjs'

runScript(async () => {
  await ensureDependencies()
  const env = { ...process.env, ...agentCliEnvironment(findAgentClis()) }
  return runOnNode24('vitest', ['run', '--project', 'unit', ...process.argv.slice(2)], { env })
})
