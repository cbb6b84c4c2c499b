import './zod-without-eval.ts'
import { createRoot } from 'react-dom/client'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { loadLetters } from './design/fonts.ts'
import './design/tokens.css'
import './design/base.css'
import './design/controls.css'
import './design/overlays.css'
import '@xterm/xterm/css/xterm.css'
import { App } from './frame/app.tsx'
import { loadParts } from './late-parts.ts'
import { firstViewWithinMs } from './limits.ts'
import { installKeys } from './keys/install-keys.ts'
import { makeServices } from './make-services.ts'
import { refuseStrayFiles } from './panes/refuse-stray-files.ts'
import { ServicesProvider } from './services.ts'
import { adoptInlineStyles } from './terminals/adopt-inline-styles.ts'

// The page's composition root.

adoptInlineStyles(document)
const services = makeServices(window, systemClock)
installKeys(window, services)
refuseStrayFiles(window)

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
const told = new Promise<void>((resolve) => services.connection.onView(() => resolve()))
services.connection.start() // main answers while the letters load
const soon = new Promise<void>((resolve) => void systemClock.after(firstViewWithinMs, resolve))
// Drawn once, with what there is: the view is mostly there already.
void Promise.all([loadLetters(document), Promise.race([told, soon])]).then(() => {
  createRoot(root).render(
    <ServicesProvider value={services}>
      <App />
    </ServicesProvider>,
  )
  // What is not on screen yet comes when the page has nothing else to do, so that it opens at once.
  requestIdleCallback(loadParts)
})
