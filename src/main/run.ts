import { app as electron } from 'electron'
import { ActivityFeed } from './activity/activity-feed.ts'
import { boot } from './boot.ts'
import { followEverything } from './follow.ts'
import { leaveInTime } from './supervision/leave.ts'
import { locateRuntime } from './supervision/runtime.ts'
import { startUp } from './start-up.ts'
import { keystore } from './window/keystore.ts'
import { pageUrl } from './window/page-protocol.ts'
import { setAppMenu } from './window/app-menu.ts'
import { Presence } from './window/presence.ts'
import { chooseQuit, stopRunning } from './window/quit.ts'
import { OpenWindows } from './window/open-windows.ts'
import { openWindow, type LoadingWindow } from './window/window.ts'
import { pageReadyWithinMs, quitWithinMs } from '../shared/limits.ts'
import { addWindow } from '../shared/domain/windows.ts'
import type { WindowId } from '../shared/domain/ids.ts'
import { mintWindowId } from './mint-ids.ts'
import { answerFor } from './wires/answer-for.ts'
import { pageHandlers } from './wires/handlers.ts'
import { servePages } from './wires/ipc.ts'
import type { PageAsks } from './wires/page-asks.ts'
import { closeOneWindow } from './wires/several-windows.ts'
import { watchOwnFiles, writeSchema } from './store/own-files.ts'
import { projectSettingsSchema, settingsFile } from './store/settings-file.ts'
import { viewOfWindow } from './view/app-view.ts'
import { ViewFeed } from './view/view-feed.ts'
import { messageOf } from '../shared/kernel/message-of.ts'

/** What there is before this file is read. */
export type FirstThings = {
  readonly outDirectory: string
  /** Already loads its page; null where the app starts hidden. */
  readonly firstWindow: LoadingWindow | null
  readonly asks: PageAsks
}

/** Makes everything that exists in main, and lets it run. */
export function run({ outDirectory, firstWindow, asks }: FirstThings): void {
  const runtime = locateRuntime(electron.getAppPath(), electron.isPackaged ? process.resourcesPath : null)
  const version = electron.getVersion()
  let followFamily: ReturnType<typeof followEverything>['followFamily'] = () => {}
  const app = boot({
    runtime,
    dataDirectory: electron.getPath('userData'),
    environment: process.env,
    followFamily: (conversation) => followFamily(conversation),
    secretBox: keystore,
    version,
  })
  const following = followEverything(app)
  followFamily = following.followFamily
  const feed = new ViewFeed(app, version)
  const activityFeed = new ActivityFeed(app)

  const mayClose = (windowId: WindowId, isLast: boolean): boolean => {
    if (app.live.isLeaving) return true
    if (!isLast) void closeOneWindow(several, windowId)
    else if (app.settings.value.closeWindow === 'keep-running') return true
    else void quit()
    return false
  }
  const open: OpenWindows = new OpenWindows({
    ...{ windows: app.windows, clock: app.clock, mayClose },
    open: openWindow({
      ...{ outDirectory, clock: app.clock, first: firstWindow },
      zoomPercent: () => app.settings.value.zoomPercent,
    }),
  })
  const several = { app, open }
  let isAsking = false
  const quit = async (): Promise<void> => {
    if (isAsking) return
    isAsking = true
    const choice = await chooseQuit(app, open.of(app.windows.front))
    isAsking = false
    if (choice === null) return
    if (choice === 'stop') await stopRunning(app)
    electron.quit()
  }
  const watching = watchOwnFiles(
    app.place.dataDirectory,
    [settingsFile(app.settings), app.templates.ownFile],
    app,
  )
  writeSchema(app.place.dataDirectory, 'project-settings', projectSettingsSchema())
  const presence = new Presence({
    ...{ app, feed, windows: open },
    answer: (id, askId, answer) => void answerFor(app, id, { askId, answer, reason: '' }).catch(() => {}), // over meanwhile
    quit: () => void quit(),
  })
  setAppMenu({
    quit: () => void quit(),
    newWindow: () => {
      app.windows.change((all) => addWindow(all, mintWindowId()))
      open.show()
    },
  })
  if (firstWindow) presence.openFor(process.argv)
  servePages(asks, {
    onOpened: (windowId) => presence.pageOpened(windowId),
    onDrawn: () => {
      beginOnce()
      open.openWaiting()
    },
    windowOf: (contents) => open.idOf(contents),
    pageUrl,
    handlers: (line) =>
      pageHandlers(app, line, () => viewOfWindow(feed.current(), line.windowId), several, quit),
    onView: feed.onView,
    onActivity: activityFeed.onTold,
    onWish: presence.onWish,
  })
  electron.on('second-instance', (_event, argv) => presence.openFor(argv))
  electron.on('open-url', (_event, url) => presence.openFor([url]))
  electron.on('activate', () => open.show())
  electron.on('window-all-closed', () => {}) // agents go on and are woken; the tray and a second start bring it back
  // Electron would end at once, and leave what the app stands on running with nothing to do.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => electron.quit())
  let hasLeft = false
  electron.on('before-quit', (event) => {
    if (hasLeft) return
    event.preventDefault()
    if (app.live.isLeaving) return // a signal comes twice: Electron raises it again
    app.live.isLeaving = true
    app.drafts.leave()
    // At a logout the others end as well, and are not to come back.
    app.service.dispose(app.terminals.living.length > 0 ? 'stays' : 'ends')
    app.closed.dispose()
    app.projects.dispose()
    feed.dispose()
    activityFeed.dispose()
    presence.dispose()
    open.dispose()
    watching.dispose()
    following.dispose()
    app.waker.dispose()
    app.waits.dispose()
    void leaveInTime(app).finally(() => {
      // A page that hangs, or died of the same logout, holds nobody up.
      app.clock.after(quitWithinMs, () => electron.exit(0))
      app.terminals.dispose()
      hasLeft = true
      electron.quit()
    })
  })
  // What a person looks at is drawn first: the background processes and the other windows would compete for the same few cores.
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
}
