import { shell } from 'electron'
import { join } from 'node:path'
import type { appContract } from '../../shared/contract/app.ts'
import { WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import type { App } from '../app.ts'

type Calls =
  | 'setTheme'
  | 'setFontSize'
  | 'setTerminalSettings'
  | 'setWindowSettings'
  | 'openSettingsFile'
  | 'quit'

/** What a person changes about the app itself. */
export const windowHandlers = (
  { settings, place }: App,
  quit: () => Promise<void>,
): Pick<WireHandlers<typeof appContract>, Calls> => ({
  setTheme: ({ theme }) => settings.change({ theme }),
  setFontSize: ({ fontSize }) => settings.change({ fontSize }),
  setTerminalSettings: (change) => settings.change(change),
  setWindowSettings: (change) => settings.change(change),
  openSettingsFile: async () => {
    const problem = await shell.openPath(join(place.dataDirectory, 'settings.json'))
    if (problem !== '') throw new WireError('refused', problem)
  },
  quit,
})
