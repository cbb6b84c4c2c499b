/** `npm start [-- arguments of the app]`: sets up whatever is missing, builds, opens the app. */
import { setUpApp } from './lib/app-setup.mjs'
import { repository } from './lib/paths.mjs'
import { runScript, say } from './lib/report.mjs'
import { interrupted, run } from './lib/run.mjs'

runScript(async () => {
  const { executable, flags, env, close } = await setUpApp()
  say('app', 'opening; Ctrl-C closes it')
  try {
    const code = await run(executable, [...flags, repository, ...process.argv.slice(2)], {
      cwd: repository,
      env,
    })
    return code === interrupted ? 0 : code // Ctrl-C is how it is meant to end
  } finally {
    close()
  }
})
