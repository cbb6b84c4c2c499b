import { contextBridge, ipcRenderer, webUtils } from 'electron'

// The page gets the way to open its port to main, on which everything else travels, and where a file lies that was dropped.

/** A file: page has the opaque origin "null", which cannot be a target; the message goes to this very window either way. */
const targetOrigin = window.location.origin.startsWith('http') ? window.location.origin : '*'

ipcRenderer.on('reveille:port', (event) => {
  window.postMessage({ kind: 'reveille:port' }, targetOrigin, [...event.ports])
})

contextBridge.exposeInMainWorld('reveille', {
  /** Asks main for a port; it arrives as a window message `{ kind: 'reveille:port' }` with the port transferred. */
  open: (): void => ipcRenderer.send('reveille:open'),
  /** The path of a file that a person dropped on the page; empty for one that a script made. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
})
