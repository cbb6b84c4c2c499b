import { z } from 'zod'
import { ProcessExit } from '../shared/contract/host.ts'
import { TerminalId } from '../shared/domain/ids.ts'
import type { Versioned } from '../shared/kernel/versioned.ts'

/** A terminal as it is kept on disk, enough to show it again after the host or the machine died. */
export const SavedScreen = z
  .object({
    terminalId: TerminalId,
    incarnation: z.int().nonnegative(),
    wasAlive: z.boolean(), // a process ran when this was written: the host's death leaves strays of that incarnation
    exit: ProcessExit.nullable(),
    cols: z.int().positive(),
    rows: z.int().positive(),
    serialized: z.string(),
    title: z.string(),
    cwd: z.string().nullable(),
    argv0: z.string().nullable(),
    lastInputAt: z.number().nullable(),
    lastOutputAt: z.number().nullable(),
    savedAt: z.number(),
  })
  .readonly()
export type SavedScreen = z.infer<typeof SavedScreen>

export const savedScreenShape: Versioned<SavedScreen> = { version: 1, schema: SavedScreen, migrations: {} }

/** Where screens are kept. Writes of one terminal are serialised; a broken one is set aside and never costs another. */
export type ScreenStore = {
  readonly load: () => Promise<readonly SavedScreen[]>
  readonly save: (screen: SavedScreen) => Promise<void>
  readonly remove: (terminalId: TerminalId) => Promise<void>
}
