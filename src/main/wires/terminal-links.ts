import type { FilePlace } from '../../shared/domain/editor-command.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import type { App } from '../app.ts'
import { lookAtPath, openInEditor, wholePath } from '../shells/open-file.ts'
import { windowWith } from '../../shared/domain/windows.ts'
import { directoryOf, openShell } from './panes.ts'

/** Which of the paths that a pane shows exist, seen from the directory its program is in. */
export async function lookAtPaths(
  app: App,
  paneId: PaneId,
  paths: readonly string[],
): Promise<('file' | 'directory' | null)[]> {
  const directory = await directoryOf(app, paneId)
  return Promise.all(
    paths.map(async (shown) => {
      const path = wholePath(shown, directory, app.place.home)
      return path === null ? null : lookAtPath(path)
    }),
  )
}

/** Opens what a person clicked: a file in their editor, a directory in a shell. Nothing that is shown is ever run. */
export async function openPath(
  app: App,
  paneId: PaneId,
  place: Omit<FilePlace, 'file'> & { readonly path: string },
): Promise<void> {
  const path = wholePath(place.path, await directoryOf(app, paneId), app.place.home)
  const kind = path === null ? null : await lookAtPath(path)
  if (path === null || kind === null) throw new WireError('no-file', `there is no file ${place.path}`)
  if (kind === 'directory') {
    const windowId = windowWith(app.windows.all, paneId) ?? app.windows.front
    return void (await openShell(app, windowId, { directory: path }, 'tab'))
  }
  const { editorCommand: editor } = app.settings.value
  await openInEditor(
    { file: path, line: place.line, column: place.column },
    { editor, environment: app.place.environment },
  )
}
