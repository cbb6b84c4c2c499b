/** `npm run e2e [-- name or Playwright arguments]`: the end-to-end tests alone, or those of one file. */
import { agentCliEnvironment, ensureAgentClis } from './lib/agent-clis.mjs'
import { setUpApp } from './lib/app-setup.mjs'
import { runScript } from './lib/report.mjs'
import { printSummary, runPlaywright } from './lib/suites.mjs'

runScript(async () => {
  const setup = await setUpApp()
  try {
    const env = { ...setup.env, ...agentCliEnvironment(await ensureAgentClis()) }
    const counts = await runPlaywright(process.argv.slice(2), env)
    printSummary(counts)
    return counts.failed === 0 ? 0 : 1
  } finally {
    setup.close()
  }
})
