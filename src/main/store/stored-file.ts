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

/** A versioned value in a file. Reading it happened at opening; writing is atomic and at once. */
export type StoredFile<Value> = {
  readonly initial: Value
  readonly write: (value: Value) => void
}

/** A file that could not be read was renamed to `keptAs`; nothing of it is lost. */
export type SetAside = { readonly file: string; readonly keptAs: string; readonly reason: string }

export type OpenStoredFile = <Value>(
  name: string,
  shape: Versioned<Value>,
  fallback: Value,
) => { readonly file: StoredFile<Value>; readonly setAside: SetAside | null }

/** Opens electron-store files in `directory`. A file that does not parse is set aside, never erased. */
export const openStoredFiles =
  (directory: string, now: () => number): OpenStoredFile =>
  (name, shape, fallback) => {
    const path = join(directory, `${name}.json`)
    const read = readStored(path, shape)
    const setAside = read.kind === 'broken' ? moveAside(path, read.reason, now()) : null
    const store = new Store({
      name,
      cwd: directory,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
    })
    return {
      file: {
        initial: read.kind === 'value' ? read.value : fallback,
        write: (value) => {
          store.store = wrapVersioned(shape, value)
        },
      },
      setAside,
    }
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
  return { file: path, keptAs, reason }
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
