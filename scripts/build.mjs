/** `npm run build`: builds what runs inside Electron. */
import { ensureBuilt } from './lib/build.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { runScript } from './lib/report.mjs'

runScript(async () => {
  await ensureDependencies()
  await ensureBuilt()
  return 0
})
