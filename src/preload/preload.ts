import { contextBridge, ipcRenderer, webUtils } from 'electron'

// The page gets the way to open its port to main, on which everything else travels, and where a file lies that was dropped.

/** A file: page has the opaque origin "null", which cannot be a target; the message goes to this very window either way. */
const targetOrigin = window.location.origin.startsWith('http') ? window.location.origin : '*'

// Main is asked before the page's script is read, and answers meanwhile: its port waits here until the page wants it.
let isAsked = false
let isWanted = false
let waiting: MessagePort[] = []

function ask(): void {
  isAsked = true
  ipcRenderer.send('reveille:open')
}

function hand(ports: readonly MessagePort[]): void {
  isWanted = false
  window.postMessage({ kind: 'reveille:port' }, targetOrigin, [...ports])
}

ipcRenderer.on('reveille:port', (event) => {
  isAsked = false
  if (isWanted) hand(event.ports)
  else waiting = event.ports
})
ask()

contextBridge.exposeInMainWorld('reveille', {
  /** Asks main for a port; it arrives as a window message `{ kind: 'reveille:port' }` with the port transferred. */
  open: (): void => {
    const ports = waiting.splice(0)
    if (ports.length > 0) return hand(ports)
    if (isWanted || !isAsked) ask() // whoever asks again got no answer
    isWanted = true
  },
  /** The path of a file that a person dropped on the page; empty for one that a script made. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
})
