import { app as electron } from 'electron'
import { join } from 'node:path'
import { contentSecurityPolicy } from './window/content-policy.ts'
import { hiddenArgument } from './window/login-item.ts'
import { registerPageScheme, servePageFiles } from './window/page-protocol.ts'
import { loadPage, restrictPermissions } from './window/window.ts'
import { PageAsks } from './wires/page-asks.ts'

// What a first window needs, and no more: the process that draws it starts while the rest of main is read.

const ownDirectory = process.env['REVEILLE_DATA_DIR']
if (ownDirectory) electron.setPath('userData', ownDirectory)
registerPageScheme()

// One app per data directory: a second start shows the window of the first.
if (electron.requestSingleInstanceLock()) void electron.whenReady().then(start)
else {
  console.log('Reveille is running already; its window was brought to the front.')
  electron.quit()
}

async function start(): Promise<void> {
  const outDirectory = join(electron.getAppPath(), 'out')
  servePageFiles(join(outDirectory, 'renderer'), contentSecurityPolicy)
  restrictPermissions()
  const asks = new PageAsks()
  const isHidden = process.argv.includes(hiddenArgument)
  const firstWindow = isHidden ? null : loadPage(outDirectory)
  const { run } = await import('./run.ts')
  run({ outDirectory, firstWindow, asks })
}
