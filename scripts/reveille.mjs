/** `npm run -s reveille -- ...`: the CLI from its source, in the folder in which npm was called. */
import { join } from 'node:path'
import { ensureDependencies } from './lib/dependencies.mjs'
import { runOnNode24 } from './lib/node24.mjs'
import { repository } from './lib/paths.mjs'
import { reportOnStderr, runScript } from './lib/report.mjs'

runScript(async () => {
  reportOnStderr() // stdout belongs to the CLI
  await ensureDependencies()
  const cwd = process.env.INIT_CWD ?? process.cwd()
  return runOnNode24(join(repository, 'src/cli/main.ts'), process.argv.slice(2), { cwd })
})
