import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { TerminalId } from '../../shared/domain/ids.ts'
import { HistoryFile } from './history-file.ts'
import { HistoryFacts } from './history-format.ts'
import { historyPath } from './saved-terminals.ts'
import { setAside } from './set-aside.ts'

/** A screen as versions before 0.2 kept it: the last 2,000 lines as text. */
const LegacyScreen = z.object({
  version: z.literal(1),
  data: HistoryFacts.unwrap().extend({ terminalId: TerminalId, serialized: z.string(), savedAt: z.number() }),
})

/** Makes histories of the screens that an older version left, once; each is removed when its history is on disk. */
export async function takeLegacyScreens(options: {
  readonly from: string
  readonly folder: string
  readonly log: (line: string) => void
}): Promise<void> {
  const { from, folder, log } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(from).catch(() => [])) {
    if (!name.endsWith('.json')) continue
    const path = join(from, name)
    const read = await readLegacy(path).catch((error: unknown) => String(error))
    if (typeof read === 'string') {
      await setAside(path, read, log)
      continue
    }
    const { terminalId, serialized, savedAt: _, ...facts } = read
    const file = new HistoryFile({ path: historyPath(folder, terminalId), terminalId, log })
    const known = await file.read()
    const { cols, rows } = facts
    if (known.length === 0)
      await file.checkpoint(
        {
          whole: { cols, rows, serialized: Buffer.from(serialized), unfinished: new Uint8Array() },
          front: null,
        },
        facts,
      )
    await file.close()
    await rm(path)
  }
}

async function readLegacy(path: string) {
  const parsed = LegacyScreen.safeParse(JSON.parse(await readFile(path, 'utf8')))
  return parsed.success ? parsed.data.data : z.prettifyError(parsed.error)
}
