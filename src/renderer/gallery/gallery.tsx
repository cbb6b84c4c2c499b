import '../zod-without-eval.ts'
import { Tooltip } from '@base-ui/react/tooltip'
import { createRoot } from 'react-dom/client'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { loadLetters, loadTerminalFonts } from '../design/fonts.ts'
import { Logo } from '../design/status-icon.tsx'
import '../design/tokens.css'
import '../design/base.css'
import '../design/controls.css'
import '../design/overlays.css'
import { makeServices } from '../make-services.ts'
import { ServicesProvider, useWindow } from '../services.ts'
import { Agents } from './agents.tsx'
import { Basics } from './basics.tsx'
import './gallery.css'
import { Side } from './side.tsx'
import { Dialogs } from './starting.tsx'

// Every part of the window on one page, in its states, from the code that the window uses, with a scripted main behind
// it. Never packaged: e2e looks at it and photographs it.

function Gallery() {
  const hasView = useWindow((state) => state.view !== null)
  return (
    <Tooltip.Provider>
      <main className="gallery">
        <h1>
          <Logo size={28} /> The parts of the window
        </h1>
        <Basics />
        {hasView && (
          <>
            <Agents />
            <Side />
            <Dialogs />
          </>
        )}
      </main>
    </Tooltip.Provider>
  )
}

const services = makeServices(window, systemClock)
services.connection.start()
const root = document.getElementById('root')
void Promise.all([loadLetters(document), loadTerminalFonts(document)]).then(() => {
  if (root)
    createRoot(root).render(
      <ServicesProvider value={services}>
        <Gallery />
      </ServicesProvider>,
    )
})
