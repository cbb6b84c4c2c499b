import { contextBridge, ipcRenderer } from 'electron'

// The page gets one thing: the way to open its port to main. Everything else travels on that port.

/** A file: page has the opaque origin "null", which cannot be a target; the message goes to this very window either way. */
const targetOrigin = window.location.origin.startsWith('http') ? window.location.origin : '*'

ipcRenderer.on('reveille:port', (event) => {
  window.postMessage({ kind: 'reveille:port' }, targetOrigin, [...event.ports])
})

contextBridge.exposeInMainWorld('reveille', {
  /** Asks main for a port; it arrives as a window message `{ kind: 'reveille:port' }` with the port transferred. */
  open: (): void => ipcRenderer.send('reveille:open'),
})
