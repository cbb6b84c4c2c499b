import { spawn } from 'node:child_process'
import { access, constants, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WireError } from '../../shared/contract/wire.ts'
import { editorArguments, knownEditors, type FilePlace } from '../../shared/domain/editor-command.ts'
import { cleanEnvironment } from '../../shared/harness/environment.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A path as a terminal shows it (`~`, relative, a `file:` address) made whole; null when it can be none. */
export function wholePath(shown: string, directory: string, home: string): string | null {
  if (shown.includes('\0')) return null
  if (shown.startsWith('file:')) {
    const address = URL.canParse(shown) ? new URL(shown) : null
    if (!address) return null
    address.host = '' // of this machine: what is not here is not found
    return fileURLToPath(address)
  }
  if (shown === '~' || shown.startsWith('~/')) return join(home, shown.slice(1))
  return isAbsolute(shown) ? resolve(shown) : resolve(directory, shown)
}

/** What a path is here. */
export const lookAtPath = (path: string): Promise<'file' | 'directory' | null> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'directory' : found.isFile() ? 'file' : null),
    () => null,
  )

/** Opens a file that exists in the user's editor. Refusals say what to do. */
export async function openInEditor(
  place: FilePlace,
  options: { readonly editor: string; readonly environment: Environment },
): Promise<void> {
  const file = await realpath(place.file)
  const environment = cleanEnvironment(options.environment)
  const commandLine = options.editor.trim() || (await findEditor(environment))
  if (!commandLine)
    throw new WireError(
      'no-editor',
      'no editor was found; name one in the settings, for example: code -g {file}:{line}',
    )
  const argv = editorArguments(commandLine, { ...place, file })
  if (!argv.ok) throw new WireError('bad-editor', `the editor in the settings cannot be used: ${argv.error}`)
  const [program = '', ...rest] = argv.value
  const child = spawn(program, rest, { env: environment, stdio: 'ignore', detached: true })
  await new Promise<void>((started, failed) => {
    child.once('spawn', started)
    child.once('error', (error) =>
      failed(new WireError('bad-editor', `${program} could not be started: ${error.message}`)),
    )
  })
  child.unref()
}

/** The first known editor on the PATH. */
async function findEditor(environment: Environment): Promise<string | null> {
  const directories = (environment['PATH'] ?? '').split(delimiter).filter(Boolean)
  for (const commandLine of knownEditors) {
    const [program = ''] = commandLine.split(' ')
    for (const directory of directories) if (await isExecutable(join(directory, program))) return commandLine
  }
  return null
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
