import { z } from 'zod'

const PortMessage = z.object({ kind: z.literal('reveille:port') })

/** What the preload exposes; absent when the page runs outside the app. */
type Bridge = { readonly open: () => void }

/** Asks main for a port of this window. Each port that arrives is handed to `onPort`, the newest counts. */
export function receivePorts(window: Window, onPort: (port: MessagePort) => void): { ask: () => void } {
  window.addEventListener('message', (event) => {
    const [port] = event.ports
    if (event.source !== window || !port || !PortMessage.safeParse(event.data).success) return
    onPort(port)
  })
  // The preload puts it there before the first script runs; nothing else is called so.
  const bridge = (window as Window & { reveille?: Bridge }).reveille
  return { ask: () => bridge?.open() }
}
