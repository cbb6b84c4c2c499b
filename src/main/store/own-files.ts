import { readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { settingsReloadMs } from '../../shared/limits.ts'
import type { Notices } from '../notices.ts'

/** A file of ours that people write as well: what editors are told of it, and what becomes of what stands in it. */
export type OwnFile = {
  /** Without its ending: `settings` is settings.json. */
  readonly name: string
  readonly schema: unknown
  /** Takes what fits, and says what does not. */
  readonly adopt: (data: unknown) => readonly string[]
}

/** What the text of such a file holds: its data, or why it cannot be read. */
export function readOwnFile(text: string): { readonly data: unknown } | { readonly because: string } {
  try {
    const envelope = z.object({ version: z.literal(1), data: z.unknown() }).safeParse(JSON.parse(text))
    return envelope.success
      ? { data: envelope.data.data }
      : { because: 'it must hold "version": 1 and "data"' }
  } catch (error) {
    return { because: messageOf(error) }
  }
}

/** Follows the files as a person edits them: what fits counts at once, what does not is told and changes nothing else. */
export function watchOwnFiles(
  directory: string,
  files: readonly OwnFile[],
  parts: { readonly notices: Notices; readonly clock: Clock },
): Disposable {
  const { notices, clock } = parts
  const life = new Disposables()
  const pending = new Map<string, Disposable>()
  const read = ({ name, adopt }: OwnFile): void => {
    pending.delete(name)
    const text = readText(join(directory, `${name}.json`))
    if (text === null) return
    const id = `${name}-file`
    const found = readOwnFile(text)
    if ('because' in found)
      return notices.show({
        id,
        title: `${name}.json has a mistake`,
        detail: `${found.because}. Everything stays as it was until it is mended.`,
      })
    const problems = adopt(found.data)
    if (problems.length === 0) return notices.dismiss(id)
    const detail = `${problems.join('; ')}. The rest counts.`
    notices.show({ id, title: `Some of ${name}.json does not fit`, detail })
  }
  for (const { name, schema } of files) writeSchema(directory, name, schema)
  const watcher = watch(directory, (_event, changed) => {
    const file = files.find(({ name }) => changed === `${name}.json`)
    if (file && !pending.has(file.name))
      pending.set(
        file.name,
        clock.after(settingsReloadMs, () => read(file)),
      )
  })
  watcher.on('error', () => watcher.close()) // the directory is gone: there is nothing to follow
  life.add({ dispose: () => watcher.close() })
  life.add({ dispose: () => pending.forEach((one) => one.dispose()) })
  return life
}

/** Tells editors what such a file may hold. */
export function writeSchema(directory: string, name: string, schema: unknown): void {
  const text = `${JSON.stringify(schema, null, 2)}\n`
  writeFileSync(join(directory, `${name}.schema.json`), text, { mode: 0o600 })
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // between two names while it is replaced
  }
}
