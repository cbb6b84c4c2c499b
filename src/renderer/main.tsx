import './zod-without-eval.ts'
import { createRoot } from 'react-dom/client'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { activityPageMax } from '../shared/window-limits.ts'
import { Connection } from './connection/connection.ts'
import { droppedPath, receivePorts } from './connection/request-port.ts'
import { Drafts } from './drafts/drafts.ts'
import { loadFonts } from './design/fonts.ts'
import './design/tokens.css'
import './design/base.css'
import './design/controls.css'
import './design/overlays.css'
import '@xterm/xterm/css/xterm.css'
import { App } from './frame/app.tsx'
import { installKeys } from './keys/install-keys.ts'
import { refuseStrayFiles } from './panes/refuse-stray-files.ts'
import { runAction } from './keys/run-action.ts'
import { clockTickMs } from './limits.ts'
import { keyboardTarget } from './panes/keyboard-target.ts'
import { ServicesProvider, type Services } from './services.ts'
import { createCommands } from './state/commands.ts'
import { windowTitle } from './state/window-label.ts'
import { createWindowStore, openDialog, takeActivity, takeChange, takeView } from './state/window-store.ts'
import { adoptInlineStyles } from './terminals/adopt-inline-styles.ts'
import { effectiveTheme, followLook } from './design/follow-look.ts'
import { lookOfPane } from './state/pane-look.ts'
import { plainLook } from './terminals/terminal-options.ts'
import { Terminals } from './terminals/terminals.ts'

// The page's composition root: everything that exists is made here.

adoptInlineStyles(document)
const clock = systemClock
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
  if (document.title !== title) document.title = title
})

const commands = createCommands({ connection, store, clock })
const drafts = new Drafts({ connection, clock })
window.addEventListener('pagehide', () => drafts.flush())
const isMac = navigator.userAgent.includes('Macintosh')
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
  isMac,
  pathOf: (file) => droppedPath(window, file),
  run: (action) => runAction(services, action),
  focusPane: (paneId) => keyboardTarget(paneId)?.focus(),
}
installKeys(window, services)
refuseStrayFiles(window)

const tick = (): void => {
  if (!document.hidden) store.setState({ now: clock.now() })
  clock.after(clockTickMs, tick)
}
tick()

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
connection.start() // main answers while the fonts load
void loadFonts(document).then(() => {
  createRoot(root).render(
    <ServicesProvider value={services}>
      <App />
    </ServicesProvider>,
  )
})
