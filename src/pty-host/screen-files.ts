import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TerminalId } from '../shared/domain/ids.ts'
import { readVersioned, wrapVersioned } from '../shared/kernel/versioned.ts'
import { type SavedScreen, savedScreenShape, type ScreenStore } from './screen-store.ts'

/** Keeps each screen in a file of its own, written atomically and durably, readable by the user only. */
export function screenFiles(options: {
  readonly folder: string
  readonly log: (line: string) => void
}): ScreenStore {
  const { folder, log } = options
  const queues = new Map<TerminalId, Promise<void>>()
  const pathOf = (terminalId: TerminalId): string => join(folder, `${terminalId}.json`)

  const inTurn = (terminalId: TerminalId, act: () => Promise<void>): Promise<void> => {
    const turn = (queues.get(terminalId) ?? Promise.resolve()).then(act)
    const settled = turn.catch(() => {}) // told to whoever asked; the next in line goes on
    queues.set(terminalId, settled)
    void settled.then(() => queues.get(terminalId) === settled && queues.delete(terminalId))
    return turn
  }
  return {
    load: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const screens: SavedScreen[] = []
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.json')) continue
        const screen = await readScreen(join(folder, name)).catch((error: unknown) => String(error))
        if (typeof screen !== 'string' && `${screen.terminalId}.json` === name) screens.push(screen)
        else
          await setAside(
            join(folder, name),
            typeof screen === 'string' ? screen : 'it names another terminal',
            log,
          )
      }
      return screens
    },
    save: (screen) =>
      inTurn(screen.terminalId, () =>
        writeAtomically(pathOf(screen.terminalId), JSON.stringify(wrapVersioned(savedScreenShape, screen))),
      ),
    remove: (terminalId) => inTurn(terminalId, () => rm(pathOf(terminalId), { force: true })),
  }
}

async function readScreen(path: string): Promise<SavedScreen | string> {
  const read = readVersioned(savedScreenShape, JSON.parse(await readFile(path, 'utf8')))
  return read.ok ? read.value : JSON.stringify(read.error)
}

async function setAside(path: string, because: string, log: (line: string) => void): Promise<void> {
  for (let number = 1; ; number += 1) {
    const target = `${path}.broken-${number}`
    const isTaken = await readFile(target).then(
      () => true,
      () => false,
    )
    if (isTaken) continue
    await rename(path, target).catch((error: unknown) => log(`cannot set ${path} aside: ${String(error)}`))
    return log(`a saved screen could not be read and was set aside as ${target}: ${because}`)
  }
}

async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}
