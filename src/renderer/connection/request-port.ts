import { z } from 'zod'

const PortMessage = z.object({ kind: z.literal('reveille:port') })

/** What the preload exposes; absent when the page runs outside the app. */
type Bridge = { readonly open: () => void; readonly pathOf?: (file: File) => string }

/** Asks main for a port of this window. Each port that arrives is handed to `onPort`, the newest counts. */
export function receivePorts(window: Window, onPort: (port: MessagePort) => void): { ask: () => void } {
  window.addEventListener('message', (event) => {
    const [port] = event.ports
    if (event.source !== window || !port || !PortMessage.safeParse(event.data).success) return
    onPort(port)
  })
  return { ask: () => bridgeOf(window)?.open() }
}

/** Where a file lies that a person dropped; empty when it lies nowhere. */
export const droppedPath = (window: Window, file: File): string => bridgeOf(window)?.pathOf?.(file) ?? ''

/** The preload puts it there before the first script runs; nothing else is called so. */
const bridgeOf = (window: Window): Bridge | undefined => (window as Window & { reveille?: Bridge }).reveille
