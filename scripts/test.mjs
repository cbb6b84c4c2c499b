/** `npm test`: sets up whatever is missing, runs everything, ends with one line that says what happened. */
import { agentCliEnvironment, ensureAgentClis, sayAgentClis } from './lib/agent-clis.mjs'
import { setUpApp } from './lib/app-setup.mjs'
import { runScript } from './lib/report.mjs'
import { Interrupted } from './lib/run.mjs'
import { printSummary, runPlaywright, runVitest, sum } from './lib/suites.mjs'
import { ensureTestShells } from './lib/test-shells.mjs'

runScript(async () => {
  const fetched = ensureAgentClis() // beside the build
  const setup = await setUpApp().catch((error) => {
    if (!(error instanceof Interrupted)) printSummary({ passed: 0, failed: 1, skipped: [] }) // nothing ran, and that is a failure
    throw error
  })
  try {
    const clis = await fetched
    await ensureTestShells()
    const env = { ...setup.env, ...agentCliEnvironment(clis) }
    const counts = sum([await runVitest([], env), await runPlaywright([], env)])
    sayAgentClis(clis)
    printSummary(counts)
    return counts.failed === 0 ? 0 : 1
  } finally {
    setup.close()
  }
})
