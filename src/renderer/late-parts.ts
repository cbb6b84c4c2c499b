import { lazy } from 'react'
import { loadTerminalFonts } from './design/fonts.ts'

// What a start does without: each part is a file of its own, read when it is first shown, or when the page is idle. What a
// key opens is no such part: whoever presses it types on, and nothing would be there to take that.

const readTerminalHost = () => import('./panes/terminal-host.tsx')
const readChangesDialog = () => import('./side/changes-dialog.tsx')
const readChanges = () => import('./side/changes.tsx')

/** A terminal is measured once, when it opens: its fonts come first. */
export const TerminalHost = lazy(async () => {
  const [{ TerminalHost: part }] = await Promise.all([readTerminalHost(), loadTerminalFonts(document)])
  return { default: part }
})
export const ChangesDialog = lazy(() => readChangesDialog().then((part) => ({ default: part.ChangesDialog })))
export const Changes = lazy(() => readChanges().then((part) => ({ default: part.Changes })))

/** Reads all of it. What cannot be read says so when it is shown. */
export function loadParts(): void {
  for (const read of [readTerminalHost, readChangesDialog, readChanges]) read().catch(() => {})
  void loadTerminalFonts(document)
}
