import { lazy } from 'react'
import { loadTerminalFonts } from './design/fonts.ts'

// What a start does without: each part is a file of its own, read when it is first shown, or when the page is idle.

const readTerminalHost = () => import('./panes/terminal-host.tsx')
const readPalette = () => import('./palette/palette.tsx')
const readSettings = () => import('./settings/settings-page.tsx')
const readStartAgent = () => import('./dialogs/start-agent-dialog.tsx')
const readMessage = () => import('./dialogs/message-dialog.tsx')
const readPlaces = () => import('./dialogs/places-dialog.tsx')
const readChangesDialog = () => import('./side/changes-dialog.tsx')
const readChanges = () => import('./side/changes.tsx')

/** A terminal is measured once, when it opens: its fonts come first. */
export const TerminalHost = lazy(async () => {
  const [{ TerminalHost: part }] = await Promise.all([readTerminalHost(), loadTerminalFonts(document)])
  return { default: part }
})
export const Palette = lazy(() => readPalette().then((part) => ({ default: part.Palette })))
export const SettingsPage = lazy(() => readSettings().then((part) => ({ default: part.SettingsPage })))
export const StartAgentDialog = lazy(() =>
  readStartAgent().then((part) => ({ default: part.StartAgentDialog })),
)
export const MessageDialog = lazy(() => readMessage().then((part) => ({ default: part.MessageDialog })))
export const PlacesDialog = lazy(() => readPlaces().then((part) => ({ default: part.PlacesDialog })))
export const ChangesDialog = lazy(() => readChangesDialog().then((part) => ({ default: part.ChangesDialog })))
export const Changes = lazy(() => readChanges().then((part) => ({ default: part.Changes })))

/** Reads all of it. What cannot be read says so when it is shown. */
export function loadParts(): void {
  const all = [readPalette, readStartAgent, readTerminalHost, readMessage, readSettings, readPlaces]
  for (const read of [...all, readChangesDialog, readChanges]) read().catch(() => {})
  void loadTerminalFonts(document)
}
