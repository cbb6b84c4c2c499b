import type { Clock } from '../shared/kernel/clock.ts'
import { activityPageMax } from '../shared/window-limits.ts'
import { Connection } from './connection/connection.ts'
import { droppedPath, receivePorts } from './connection/request-port.ts'
import { effectiveTheme, followLook } from './design/follow-look.ts'
import { Drafts } from './drafts/drafts.ts'
import { HeldKeys } from './keys/held-keys.ts'
import { runAction } from './keys/run-action.ts'
import { clockTickMs } from './limits.ts'
import { keyboardTarget } from './panes/keyboard-target.ts'
import type { Services } from './services.ts'
import { createCommands } from './state/commands.ts'
import { lookOfPane } from './state/pane-look.ts'
import { windowTitle } from './state/window-label.ts'
import { createWindowStore, openDialog, takeActivity, takeChange, takeView } from './state/window-store.ts'
import { plainLook } from './terminals/terminal-options.ts'
import { Terminals } from './terminals/terminals.ts'

/** Everything that exists in a page, wired; the connection begins when it is told to. */
export function makeServices(window: Window & typeof globalThis, clock: Clock): Services {
  const store = createWindowStore(clock.now())
  const connection: Connection = new Connection({ clock, ask: () => ports.ask() })
  const ports = receivePorts(window, (port) => connection.usePort(port))
  connection.onView((view) => takeView(store, view))
  connection.onChange((change) => takeChange(store, change))
  connection.onActivity((entries) => takeActivity(store, entries))
  connection.onWish((wish) =>
    openDialog(store, wish === 'settings' ? { kind: 'settings' } : { kind: 'start-agent', parentId: null }),
  )
  connection.onState((state) => {
    store.setState({ connection: state })
    if (state !== 'connected') return
    drafts.flush()
    void connection.call('readLatestActivity', { limit: activityPageMax }).then(
      ({ entries }) => takeActivity(store, entries),
      () => {}, // the line is gone again: asked anew when it is back
    )
  })

  store.subscribe(({ view }) => {
    const title = view ? windowTitle(view) : 'Reveille'
    if (window.document.title !== title) window.document.title = title
  })

  const commands = createCommands({ connection, store, clock })
  const drafts = new Drafts(connection)
  const isMac = window.navigator.userAgent.includes('Macintosh')
  const terminals = new Terminals({
    connection,
    clock,
    isMac,
    lookOf: (paneId) => {
      const { view } = store.getState()
      const theme = effectiveTheme(window, store)
      return view ? lookOfPane(view, paneId, theme) : { ...plainLook, theme }
    },
    links: (paneId) => ({
      look: (paths) => connection.call('lookAtPaths', { paneId, paths: [...paths] }),
      openLink: (url) => void commands.openLink(url),
      openPath: ({ path, line, column }) => void commands.openPath(paneId, { path, line, column }),
    }),
    copySelection: (text) => void commands.copyText(text, 'the selection'),
    askPaste: (paneId, text) => openDialog(store, { kind: 'confirm-paste', paneId, text }),
  })
  followLook({ window, store, terminals })

  const services: Services = {
    store,
    commands,
    connection,
    terminals,
    drafts,
    heldKeys: new HeldKeys(clock),
    isMac,
    pathOf: (file) => droppedPath(window, file),
    run: (action) => runAction(services, action),
    focusPane: (paneId) => keyboardTarget(paneId)?.focus(),
  }

  const tick = (): void => {
    if (!window.document.hidden) store.setState({ now: clock.now() })
    clock.after(clockTickMs, tick)
  }
  tick()
  return services
}
