import { app as electron, shell, type BrowserWindow } from 'electron'
import { isAbsolute, join } from 'node:path'
import type { appContract } from '../../shared/contract/app.ts'
import type { windowCalls } from '../../shared/contract/app-window.ts'
import { steppedFontSize } from '../../shared/domain/window-settings.ts'
import { WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import { templatesMax } from '../../shared/window-limits.ts'
import type { App } from '../app.ts'
import { importPalettes } from './import-palettes.ts'
import { endDemo, startDemo } from '../demo/demo.ts'

/** What a person changes about the app itself. */
export const windowHandlers = (
  app: App,
  quit: () => Promise<void>,
  window: () => BrowserWindow | null,
): Pick<WireHandlers<typeof appContract>, keyof typeof windowCalls> => ({
  setTheme: ({ theme }) => app.settings.change({ theme }),
  stepFontSize: ({ by }) =>
    app.settings.change({ fontSize: steppedFontSize(app.settings.value.fontSize, by) }),
  setTerminalSettings: (change) => app.settings.change(change),
  setWindowSettings: (change) => app.settings.change(change),
  saveTemplate: (template) => {
    const id = app.templates.save(template)
    if (id === null) throw new WireError('too-many', `there are ${templatesMax} templates; delete one first`)
    return { id }
  },
  deleteTemplate: ({ id }) => app.templates.remove(id),
  importPalettes: () => importPalettes(app, window),
  removePalette: ({ name }) => app.palettes.remove(name),
  lookAtProject: ({ directory }) => {
    const isHeard = app.settings.value.projectSettings === 'use' && isAbsolute(directory)
    return isHeard ? (app.projects.of(directory)?.settings ?? null) : null
  },
  openSettingsFile: async () => {
    const problem = await shell.openPath(join(app.place.dataDirectory, 'settings.json'))
    if (problem !== '') throw new WireError('refused', problem)
  },
  quit,
  restart: () => {
    electron.relaunch()
    electron.quit()
  },
  startDemo: () => startDemo(app),
  endDemo: () => endDemo(app),
})
