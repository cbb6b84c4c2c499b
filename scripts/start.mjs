/** `npm start [-- arguments of the app]`: sets up whatever is missing, builds, opens the app. */
import { setUpApp } from './lib/app-setup.mjs'
import { repository } from './lib/paths.mjs'
import { runScript, say } from './lib/report.mjs'
import { interrupted, run } from './lib/run.mjs'

/** What Chromium misses on a bare desktop (a message bus, a graphics card) is no error of anybody's. */
const quietChromium = '--log-level=3'

runScript(async () => {
  const { executable, flags, env, close } = await setUpApp()
  say('app', 'opening; Ctrl-C closes it')
  try {
    const words = [...flags, quietChromium, repository, ...process.argv.slice(2)]
    const code = await run(executable, words, { cwd: repository, env })
    return code === interrupted ? 0 : code // Ctrl-C is how it is meant to end
  } finally {
    close()
  }
})
