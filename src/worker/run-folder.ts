import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { RunId } from '../shared/domain/ids.ts'
import { cliShims } from '../shared/harness/cli-shim.ts'
import type { PlannedLink, SeedFile } from '../shared/harness/harness.ts'

/** Where a worker keeps what belongs to one run: nobody else may look in. */
export type RunFolder = { readonly directory: string; readonly work: string }

/** Makes the run's folder. It works in the directory it was given if that exists here, else in one of its own. */
export function makeRunFolder(dataDirectory: string, runId: RunId, given: string | undefined): RunFolder {
  const directory = join(dataDirectory, 'worker', 'runs', runId)
  const own = join(directory, 'work')
  mkdirSync(own, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700) // also when it existed
  return { directory, work: realpathSync(given !== undefined && existsSync(given) ? given : own) }
}

/** Writes files with their modes, also over existing ones. */
export function writeSeeds(seeds: readonly SeedFile[]): void {
  for (const { path, content, mode } of seeds) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, content, { mode })
    chmodSync(path, mode)
  }
}

/** Makes what is the user's stand in the run's folder, too; what was made there before is made anew. */
export function makeLinks(links: readonly PlannedLink[]): void {
  for (const { kind, at, to, without } of links) {
    if (kind === 'directory') {
      mkdirSync(to, { recursive: true, mode: 0o700 })
      link(to, at)
      continue
    }
    mkdirSync(at, { recursive: true, mode: 0o700 })
    for (const name of existsSync(to) ? readdirSync(to) : [])
      if (!without.includes(name)) link(join(to, name), join(at, name))
  }
}

function link(to: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true, mode: 0o700 })
  rmSync(at, { recursive: true, force: true }) // of a link, the link alone
  const isDirectory = statSync(to, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (process.platform === 'win32' && !isDirectory) copyFileSync(to, at) // a link to a file needs a privilege there
  else symlinkSync(to, at, isDirectory ? 'junction' : 'file')
}

/** Takes files with secrets away from everybody but their owner; their content stays. */
export function keepPrivate(files: readonly string[]): void {
  for (const file of files)
    if (((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0) chmodSync(file, 0o600)
}

export const platform: 'linux' | 'darwin' | 'win32' =
  process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'

/** Makes the directory that holds `reveille` for the agents of this worker. */
export function makeBinDirectory(dataDirectory: string, reveille: readonly string[]): string {
  const directory = join(dataDirectory, 'worker', 'bin')
  const shims = cliShims(reveille, platform)
  writeSeeds(shims.map(({ name, content, mode }) => ({ path: join(directory, name), content, mode })))
  return directory
}

/** The program's own path, as the PATH gives it; null when it is not there. */
export function findProgram(program: string, path: string): string | null {
  const names = platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program]
  for (const directory of path.split(delimiter).filter((one) => one !== ''))
    for (const name of names) {
      try {
        accessSync(join(directory, name), constants.X_OK)
        return join(directory, name)
      } catch {
        // Not here: the next one.
      }
    }
  return null
}
