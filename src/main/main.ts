import { app as electron } from 'electron'
import { join } from 'node:path'
import { boot } from './boot.ts'
import { followEverything } from './follow.ts'
import { leaveInTime } from './supervision/leave.ts'
import { locateRuntime } from './supervision/runtime.ts'
import { startUp } from './start-up.ts'
import { contentSecurityPolicy } from './window/content-policy.ts'
import { keystore } from './window/keystore.ts'
import { pageUrl, registerPageScheme, servePageFiles } from './window/page-protocol.ts'
import { AppWindow } from './window/app-window.ts'
import { setAppMenu } from './window/app-menu.ts'
import { hiddenArgument } from './window/login-item.ts'
import { Presence } from './window/presence.ts'
import { chooseQuit, stopRunning } from './window/quit.ts'
import { openWindow, restrictPermissions } from './window/window.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import { pageReadyWithinMs } from '../shared/limits.ts'
import { answerFor } from './wires/answer-for.ts'
import { pageHandlers } from './wires/handlers.ts'
import { servePages } from './wires/ipc.ts'
import { watchSettings } from './store/settings-watch.ts'
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
    secretBox: keystore,
  })
  const following = followEverything(app)
  followFamily = following.followFamily
  const version = electron.getVersion()
  const feed = new ViewFeed(app, version)

  const window: AppWindow = new AppWindow(() => {
    const opened = openWindow(outDirectory, app.layout, app.settings.value.zoomPercent)
    opened.on('close', (event) => {
      if (hasLeft || app.settings.value.closeWindow === 'keep-running') return
      event.preventDefault()
      void quit()
    })
    return opened
  })
  let isAsking = false
  const quit = async (): Promise<void> => {
    if (isAsking) return
    isAsking = true
    const choice = await chooseQuit(app, window.window)
    isAsking = false
    if (choice === null) return
    if (choice === 'stop') await stopRunning(app)
    electron.quit()
  }
  const watching = watchSettings(app.place.dataDirectory, app)
  const presence = new Presence({
    ...{ app, feed, window },
    answer: (id, askId, answer) => void answerFor(app, id, { askId, answer, reason: '' }).catch(() => {}), // over meanwhile
    quit: () => void quit(),
  })
  servePageFiles(join(outDirectory, 'renderer'), contentSecurityPolicy)
  restrictPermissions()
  setAppMenu(() => void quit())
  const onPageOpened = new Emitter<void>()
  servePages({
    onOpened: () => onPageOpened.fire(),
    window: () => window.window,
    pageUrl,
    handlers: (line) =>
      pageHandlers(
        app,
        line,
        () => feed.current(),
        () => window.window,
        quit,
      ),
    onView: feed.onView,
    onWish: presence.onWish,
  })
  if (!process.argv.includes(hiddenArgument)) presence.openFor(process.argv)
  electron.on('second-instance', (_event, argv) => presence.openFor(argv))
  electron.on('open-url', (_event, url) => presence.openFor([url]))
  electron.on('activate', () => window.show())
  electron.on('window-all-closed', () => {}) // agents go on and are woken; the tray and a second start bring it back
  let hasLeft = false
  electron.on('before-quit', (event) => {
    if (hasLeft) return
    event.preventDefault()
    hasLeft = true
    app.closed.dispose()
    feed.dispose()
    presence.dispose()
    watching.dispose()
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
    presence.settleInTime()
    void startUp(app, version)
      .catch((error: unknown) => {
        const detail = messageOf(error)
        app.notices.show({ id: 'start-up', title: 'Not everything came back', detail })
      })
      .finally(() => presence.settled())
  }
  let hasBegun = false
  const beginOnce = (): void => {
    if (!hasBegun) begin()
    hasBegun = true
  }
  app.clock.after(pageReadyWithinMs, beginOnce)
  onPageOpened.event(() => {
    beginOnce()
    presence.pageOpened()
  })
}
