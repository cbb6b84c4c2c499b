import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { WireError } from '../shared/contract/wire.ts'

/** What is to be started. */
type Launch = {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** Throws `spawn-failed` with the path at fault: a pty would only show a child that ends with code 1. */
export function checkLaunch(launch: Launch): void {
  const [file = ''] = launch.argv
  if (!isAbsolute(launch.cwd))
    throw new WireError('spawn-failed', `the directory is not absolute: ${launch.cwd}`)
  if (!isDirectory(launch.cwd))
    throw new WireError('spawn-failed', `the directory does not exist: ${launch.cwd}`)
  if (!isExecutable(file, launch)) throw new WireError('spawn-failed', `there is no executable: ${file}`)
}

function isExecutable(file: string, launch: Launch): boolean {
  if (file === '') return false
  const extensions =
    process.platform === 'win32' ? ['', ...(launch.env['PATHEXT'] ?? '.EXE;.CMD').split(';')] : ['']
  const folders = /[\\/]/.test(file) ? [''] : (launch.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => {
    const path = folder === '' ? resolve(launch.cwd, file) : join(resolve(launch.cwd, folder), file)
    return extensions.some((extension) => isExecutableFile(path + extension))
  })
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false // missing or not ours to run: the same answer
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
