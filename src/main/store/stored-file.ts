import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Store from 'electron-store'
import {
  readVersioned,
  wrapVersioned,
  type ReadFailure,
  type Versioned,
} from '../../shared/kernel/versioned.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { Backups } from './backups.ts'

/** A versioned value in a file. Reading it happened at opening; writing is atomic and at once. */
export type StoredFile<Value> = {
  readonly initial: Value
  readonly write: (value: Value) => void
}

/** A file that could not be read was renamed to `keptAs`; nothing of it is lost. `takenFrom`: when the copy was made that stands in for it. */
export type SetAside = {
  readonly file: string
  readonly keptAs: string
  readonly reason: string
  readonly takenFrom: number | null
}

export type OpenStoredFile = <Value>(
  name: string,
  shape: Versioned<Value>,
  fallback: Value,
) => { readonly file: StoredFile<Value>; readonly setAside: SetAside | null }

/**
 * Opens electron-store files in `directory`. A file that does not parse is set aside, never erased, and the newest copy
 * that can be read stands in for it.
 */
export const openStoredFiles =
  (directory: string, now: () => number): OpenStoredFile =>
  (name, shape, fallback) => {
    const path = join(directory, `${name}.json`)
    const backups = new Backups(directory, name)
    const { value, setAside } = readOrRecover(path, shape, backups, now())
    const store = new Store({
      name,
      cwd: directory,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
    })
    const write = (next: typeof fallback): void => {
      // Editors find the schema beside the files that people write.
      store.store = {
        ...(writtenByPeople.has(name) ? { $schema: `./${name}.schema.json` } : {}),
        ...wrapVersioned(shape, next),
      }
    }
    // What came from a copy is on disk before anything else happens: a second crash must find it.
    if (setAside?.takenFrom && value) write(value)
    return { file: { initial: value ?? fallback, write }, setAside }
  }

const writtenByPeople: ReadonlySet<string> = new Set(['settings', 'templates'])

/** The value of a file, or of its newest readable copy when the file is broken; null where there is neither. */
export function readOrRecover<Value>(
  path: string,
  shape: Versioned<Value>,
  backups: Backups,
  now: number,
): { readonly value: Value | null; readonly setAside: SetAside | null } {
  const read = readStored(path, shape)
  if (read.kind === 'none') return { value: null, setAside: null }
  if (read.kind === 'value') {
    backups.keep(path, now)
    return { value: read.value, setAside: null }
  }
  const kept = moveAside(path, read.reason, now)
  for (const backup of backups.list()) {
    const copy = readStored(backup.path, shape)
    if (copy.kind === 'value') return { value: copy.value, setAside: { ...kept, takenFrom: backup.at } }
  }
  return { value: null, setAside: kept }
}

type Read<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly reason: string }

/** Reads and migrates one file; never throws on what the file holds. */
export function readStored<Value>(path: string, shape: Versioned<Value>): Read<Value> {
  if (!existsSync(path)) return { kind: 'none' }
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return { kind: 'broken', reason: messageOf(error) }
  }
  const result = readVersioned(shape, json)
  return result.ok
    ? { kind: 'value', value: result.value }
    : { kind: 'broken', reason: describe(result.error) }
}

/** Renames a broken file so that it is kept. */
export function moveAside(path: string, reason: string, now: number): SetAside {
  const keptAs = `${path}.broken-${now}`
  renameSync(path, keptAs)
  return { file: path, keptAs, reason, takenFrom: null }
}

const describe = (failure: ReadFailure): string => {
  switch (failure.kind) {
    case 'not-an-envelope':
      return 'it is not a file of ours'
    case 'from-the-future':
      return `a newer version of the app wrote it (format ${failure.version})`
    case 'no-migration':
      return `format ${failure.version} is not known`
    case 'invalid':
      return failure.issues
  }
}
