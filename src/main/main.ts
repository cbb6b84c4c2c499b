import { app as electron, BrowserWindow } from 'electron'
import { join } from 'node:path'
import { boot } from './boot.ts'
import { followEverything } from './follow.ts'
import { leaveInTime } from './supervision/leave.ts'
import { locateRuntime } from './supervision/runtime.ts'
import { startUp } from './start-up.ts'
import { contentSecurityPolicy } from './window/content-policy.ts'
import { pageUrl, registerPageScheme, servePageFiles } from './window/page-protocol.ts'
import { applyTheme, openWindow, restrictPermissions } from './window/window.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import { pageReadyWithinMs } from '../shared/limits.ts'
import { pageHandlers } from './wires/handlers.ts'
import { servePages } from './wires/ipc.ts'
import { ViewFeed } from './view/view-feed.ts'
import { messageOf } from '../shared/kernel/message-of.ts'

const ownDirectory = process.env['REVEILLE_DATA_DIR']
if (ownDirectory) electron.setPath('userData', ownDirectory)
registerPageScheme()

// One app per data directory: a second start shows the window of the first.
if (electron.requestSingleInstanceLock()) void electron.whenReady().then(start)
else {
  console.log('Reveille is running already; its window was brought to the front.')
  electron.quit()
}

function start(): void {
  const outDirectory = join(electron.getAppPath(), 'out')
  const runtime = locateRuntime(electron.getAppPath(), electron.isPackaged ? process.resourcesPath : null)
  let followFamily: ReturnType<typeof followEverything>['followFamily'] = () => {}
  const app = boot({
    runtime,
    dataDirectory: electron.getPath('userData'),
    environment: process.env,
    followFamily: (conversation) => followFamily(conversation),
  })
  const following = followEverything(app)
  followFamily = following.followFamily
  const version = electron.getVersion()
  const feed = new ViewFeed(app, version)

  let window: BrowserWindow | null = null
  servePageFiles(join(outDirectory, 'renderer'), contentSecurityPolicy)
  restrictPermissions()
  applyTheme(app.settings.value.theme)
  app.settings.onChanged(({ theme }) => applyTheme(theme))
  const onPageOpened = new Emitter<void>()
  servePages({
    onOpened: () => onPageOpened.fire(),
    window: () => window,
    pageUrl,
    handlers: (line) =>
      pageHandlers(
        app,
        line,
        () => feed.current(),
        () => window,
      ),
    onView: feed.onView,
  })
  const show = (): void => {
    window = openWindow(outDirectory, app.layout)
    window.once('closed', () => (window = null))
  }
  show()
  electron.on('second-instance', () => {
    if (!window) return show()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  electron.on('activate', () => window ?? show())
  electron.on('window-all-closed', () => electron.quit())
  let hasLeft = false
  electron.on('before-quit', (event) => {
    if (hasLeft) return
    event.preventDefault()
    hasLeft = true
    app.closed.dispose()
    feed.dispose()
    following.dispose()
    app.waker.dispose()
    app.waits.dispose()
    void leaveInTime(app).finally(() => {
      app.service.dispose()
      app.terminals.dispose()
      electron.quit()
    })
  })
  // The window first: the background processes would compete with it for the same few cores.
  const begin = (): void => {
    void startUp(app, version).catch((error: unknown) => {
      const detail = messageOf(error)
      app.notices.show({ id: 'start-up', title: 'Not everything came back', detail })
    })
  }
  let hasBegun = false
  const beginOnce = (): void => {
    if (!hasBegun) begin()
    hasBegun = true
  }
  app.clock.after(pageReadyWithinMs, beginOnce)
  onPageOpened.event(beginOnce)
}
