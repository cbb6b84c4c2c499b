import type { AppView, ProjectView } from '../../shared/contract/app.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import { importedPalette } from '../../shared/domain/palettes/palette-in-use.ts'
import { projectLookNames } from '../../shared/domain/project-settings.ts'
import type { TerminalLook } from '../terminals/terminal-options.ts'
import { findAgent } from './families.ts'

/** Where the program of a pane works on this machine; null for a remote one, or one that is gone. */
export function directoryOfPane(view: AppView, paneId: PaneId | null): string | null {
  const content = paneId === null ? undefined : view.layout.panes[paneId]
  if (content?.kind === 'shell') return view.terminals[content.terminalId]?.directory ?? content.directory
  if (content?.kind !== 'terminal') return null
  return findAgent(view.agents, content.conversationId)?.directory ?? null
}

/** The project a pane is in, where that says something. */
export function projectOfPane(view: AppView, paneId: PaneId | null): ProjectView | null {
  const directory = directoryOfPane(view, paneId)
  return directory === null ? null : (view.projects[directory] ?? null)
}

/** How the terminal of a pane looks: as its project says, else as a person chose. */
export function lookOfPane(view: AppView, paneId: PaneId, theme: 'dark' | 'light'): TerminalLook {
  const project = projectOfPane(view, paneId)?.settings ?? {}
  const said = Object.fromEntries(
    projectLookNames.flatMap((name) => (project[name] === undefined ? [] : [[name, project[name]]])),
  )
  const settings = { ...view.settings, ...said }
  return {
    theme,
    settings,
    fontSize: settings.fontSize,
    isScreenReader: settings.screenReader,
    palette: importedPalette(theme, settings, view.palettes),
  }
}
