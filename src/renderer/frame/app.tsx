import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect } from 'react'
import { useServices, useWindow } from '../services.ts'
import { Dialogs } from '../dialogs/dialogs.tsx'
import { Announcer } from './announcer.tsx'
import { Banners } from './banners.tsx'
import { Starting } from './starting.tsx'
import { StumbleGuard } from './stumble-guard.tsx'
import { Toasts } from './toasts.tsx'
import { WindowFrame } from './window-frame.tsx'

/** The page: the window when there is something to show, and what lies over it. */
export function App() {
  const { connection } = useServices()
  const hasView = useWindow((state) => state.view !== null)
  useEffect(() => {
    // Without a line main begins by itself a little later.
    if (hasView) connection.call('viewDrawn', undefined).catch(() => {})
  }, [hasView, connection])
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={500}>
        <StumbleGuard>
          {hasView ? (
            <>
              <WindowFrame banners={<Banners />} />
              <Dialogs />
              <Announcer />
            </>
          ) : (
            <Starting />
          )}
        </StumbleGuard>
        <Toasts />
      </Tooltip.Provider>
    </CSPProvider>
  )
}
