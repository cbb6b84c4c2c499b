import { readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { TerminalSettings } from '../../shared/domain/terminal-settings.ts'
import { WindowSettings } from '../../shared/domain/window-settings.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { settingsReloadMs } from '../../shared/limits.ts'
import type { Notices } from '../notices.ts'
import { StoredSettings, type Settings } from './settings.ts'

const fileName = 'settings.json'
const noticeId = 'settings-file'
const Chosen = TerminalSettings.extend(WindowSettings.shape)

/** What a person's own settings.json holds: the settings, and what is wrong with which of them. */
export type ReadSettings =
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'settings'; readonly value: StoredSettings; readonly problems: readonly string[] }

/** Reads the text of settings.json. A value that does not fit is named and falls back alone. */
export function readSettings(text: string): ReadSettings {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { kind: 'broken', reason: messageOf(error) }
  }
  const envelope = z
    .object({ version: z.literal(1), data: z.record(z.string(), z.unknown()) })
    .safeParse(json)
  if (!envelope.success) return { kind: 'broken', reason: 'it must hold "version": 1 and "data"' }
  const { data } = envelope.data
  const problems = Object.entries(Chosen.shape).flatMap(([name, schema]) => {
    const parsed = Object.hasOwn(data, name) ? schema.safeParse(data[name]) : null
    return parsed && !parsed.success ? [`${name}: ${parsed.error.issues[0]?.message ?? 'does not fit'}`] : []
  })
  return { kind: 'settings', value: StoredSettings.parse(data), problems }
}

/** The JSON schema of settings.json, for editors. */
export const settingsSchema = (): unknown =>
  z.toJSONSchema(
    z.object({ $schema: z.string().optional(), version: z.literal(1), data: Chosen.partial().loose() }),
  )

/** Follows settings.json as a person edits it: what fits counts at once, what does not is told and changes nothing else. */
export function watchSettings(
  directory: string,
  parts: { readonly settings: Settings; readonly notices: Notices; readonly clock: Clock },
): Disposable {
  const { settings, notices, clock } = parts
  writeFileSync(join(directory, 'settings.schema.json'), `${JSON.stringify(settingsSchema(), null, 2)}\n`, {
    mode: 0o600,
  })
  let pending: Disposable | null = null
  const read = (): void => {
    pending = null
    const text = readText(join(directory, fileName))
    if (text === null) return
    const found = readSettings(text)
    if (found.kind === 'broken')
      return notices.show({
        id: noticeId,
        title: 'settings.json has a mistake',
        detail: `${found.reason}. Everything stays as it was until it is mended.`,
      })
    settings.adopt(found.value)
    if (found.problems.length === 0) return notices.dismiss(noticeId)
    const detail = `${found.problems.join('; ')}. The rest counts.`
    notices.show({ id: noticeId, title: 'Some settings in settings.json do not fit', detail })
  }
  const watcher = watch(directory, (_event, name) => {
    if (name === fileName) pending ??= clock.after(settingsReloadMs, read)
  })
  watcher.on('error', () => watcher.close()) // the directory is gone: there is nothing to follow
  return {
    dispose: () => {
      pending?.dispose()
      watcher.close()
    },
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // between two names while it is replaced
  }
}
