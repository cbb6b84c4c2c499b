import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { readPalettes, type ReadPalettes } from '../../shared/domain/palettes/read-palettes.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { paletteFileBytesMax, paletteFilesMax } from '../../shared/window-limits.ts'
import type { App } from '../app.ts'

/** Asks for theme files, reads them and keeps what they hold. */
export async function importPalettes(
  app: App,
  window: () => BrowserWindow | null,
): Promise<{ added: string[]; problems: string[] }> {
  const parent = window()
  const options: OpenDialogOptions = {
    title: 'Themes of Ghostty, iTerm2 or Windows Terminal',
    properties: ['openFile', 'multiSelections', 'showHiddenFiles'],
  }
  const { filePaths } = await (parent
    ? dialog.showOpenDialog(parent, options)
    : dialog.showOpenDialog(options))
  const read = await Promise.all(filePaths.slice(0, paletteFilesMax).map(readFileOf))
  const palettes = read.flatMap((one) => one.palettes)
  if (palettes.length > 0) app.palettes.add(palettes)
  return { added: palettes.map((one) => one.name), problems: read.flatMap((one) => one.problems) }
}

async function readFileOf(path: string): Promise<ReadPalettes> {
  const name = basename(path)
  try {
    const { size } = await stat(path)
    if (size > paletteFileBytesMax)
      return { palettes: [], problems: [`${name}: it is too large for a theme`] }
    return readPalettes(name, await readFile(path, 'utf8'))
  } catch (error) {
    return { palettes: [], problems: [`${name}: ${messageOf(error)}`] }
  }
}
