import { z } from 'zod'
import { ProjectSettings } from '../../shared/domain/project-settings.ts'
import { TerminalSettings } from '../../shared/domain/terminal-settings.ts'
import { WindowSettings } from '../../shared/domain/window-settings.ts'
import type { OwnFile } from './own-files.ts'
import { StoredSettings, type Settings } from './settings.ts'

const Chosen = TerminalSettings.extend(WindowSettings.shape)

/** What a person's own settings.json holds, and what is wrong with which of it. A value that does not fit falls back alone. */
export function readSettings(data: Readonly<Record<string, unknown>>): {
  readonly value: StoredSettings
  readonly problems: readonly string[]
} {
  const problems = Object.entries(Chosen.shape).flatMap(([name, schema]) => {
    const parsed = Object.hasOwn(data, name) ? schema.safeParse(data[name]) : null
    return parsed && !parsed.success ? [`${name}: ${parsed.error.issues[0]?.message ?? 'does not fit'}`] : []
  })
  return { value: StoredSettings.parse(data), problems }
}

/** The JSON schema of settings.json, for editors. */
export const settingsSchema = (): unknown =>
  z.toJSONSchema(
    z.object({ $schema: z.string().optional(), version: z.literal(1), data: Chosen.partial().loose() }),
  )

/** The same for a project's `.reveille/settings.json`. */
export const projectSettingsSchema = (): unknown =>
  z.toJSONSchema(ProjectSettings.extend({ $schema: z.string().optional() }))

/** settings.json, as people may write it themselves. */
export const settingsFile = (settings: Settings): OwnFile => ({
  name: 'settings',
  schema: settingsSchema(),
  adopt: (data) => {
    const record = z.record(z.string(), z.unknown()).safeParse(data)
    if (!record.success) return ['"data" must be an object']
    const { value, problems } = readSettings(record.data)
    settings.adopt(value)
    return problems
  },
})
