import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { TerminalId } from '../../shared/domain/ids.ts'
import { HistoryFacts, historyFrameHeaderBytes, HistoryHeader, historyKinds } from './history-format.ts'
import { setAside } from './set-aside.ts'

/** A terminal of which a history is kept. */
export type SavedTerminal = { readonly terminalId: TerminalId; readonly facts: HistoryFacts }

/** Where a terminal's history is. */
export const historyPath = (folder: string, terminalId: TerminalId): string =>
  join(folder, `${terminalId}.history`)

/** All terminals of which a history is kept: their facts only; a screen is read when somebody wants to see it. */
export async function readSavedTerminals(
  folder: string,
  log: (line: string) => void,
): Promise<readonly SavedTerminal[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const saved: SavedTerminal[] = []
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.history')) continue
    const id = TerminalId.safeParse(name.slice(0, -'.history'.length))
    const facts = id.success ? readFacts(join(folder, name), id.data) : 'its name is none of a terminal'
    if (typeof facts === 'string') await setAside(join(folder, name), facts, log)
    else if (id.success) saved.push({ terminalId: id.data, facts })
  }
  return saved
}

/** The last facts in a history, found by stepping from frame to frame; a string says why there are none. */
function readFacts(path: string, terminalId: TerminalId): HistoryFacts | string {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const header = Buffer.alloc(historyFrameHeaderBytes)
    let facts: HistoryFacts | null = null
    for (let at = 0; at + historyFrameHeaderBytes <= size;) {
      readSync(file, header, 0, historyFrameHeaderBytes, at)
      const length = header.readUInt32LE(0)
      if (at + historyFrameHeaderBytes + length > size) break // torn
      const kind = header[8]
      const value =
        kind === historyKinds.facts || kind === historyKinds.header
          ? readJson(file, { at: at + historyFrameHeaderBytes, length, header })
          : null
      if (at === 0) {
        const opened = HistoryHeader.safeParse(value)
        if (!opened.success) return 'it does not begin as a history'
        if (opened.data.terminalId !== terminalId) return 'it names another terminal'
      }
      if (kind === historyKinds.facts) facts = HistoryFacts.safeParse(value).data ?? facts
      at += historyFrameHeaderBytes + length
    }
    return facts ?? 'it says nothing of its terminal'
  } finally {
    closeSync(file)
  }
}

function readJson(
  file: number,
  frame: { readonly at: number; readonly length: number; readonly header: Buffer },
): unknown {
  const payload = Buffer.alloc(frame.length)
  readSync(file, payload, 0, frame.length, frame.at)
  if (crc32(payload, crc32(frame.header.subarray(8))) !== frame.header.readUInt32LE(4)) return null
  return JSON.parse(payload.toString('utf8'))
}
