/** `npm test`: sets up whatever is missing, runs everything, ends with one line that says what happened. */
import { agentCliEnvironment, ensureClaude } from './lib/agent-clis.mjs'
import { setUpApp } from './lib/app-setup.mjs'
import { runScript, say } from './lib/report.mjs'
import { Interrupted } from './lib/run.mjs'
import { printSummary, runPlaywright, runVitest, sum } from './lib/suites.mjs'

runScript(async () => {
  const setup = await setUpApp().catch((error) => {
    if (!(error instanceof Interrupted)) printSummary({ passed: 0, failed: 1, skipped: [] }) // nothing ran, and that is a failure
    throw error
  })
  try {
    const claude = await ensureClaude()
    const env = { ...setup.env, ...agentCliEnvironment(claude) }
    const counts = sum([await runVitest([], env), await runPlaywright([], env)])
    if (claude.kind === 'missing')
      say('agent clis', `the stories with the real claude were NOT tested: ${claude.because}`)
    printSummary(counts)
    return counts.failed === 0 ? 0 : 1
  } finally {
    setup.close()
  }
})
