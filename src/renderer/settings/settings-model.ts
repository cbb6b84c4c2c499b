import { z } from 'zod'
import { defaultTerminalSettings, TerminalSettings } from '../../shared/domain/terminal-settings.ts'
import { defaultWindowSettings, WindowSettings } from '../../shared/domain/window-settings.ts'
import { longTextChars } from '../limits.ts'

/** One setting as the page shows it, made of its schema. */
export type SettingField = {
  readonly name: string
  readonly owner: 'window' | 'terminals'
  readonly title: string
  readonly description: string
  readonly initial: unknown
  readonly control:
    | { readonly kind: 'switch' }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly isWhole: boolean }
    | { readonly kind: 'text'; readonly isLong: boolean }
}

export type SettingSection = { readonly title: string; readonly fields: readonly SettingField[] }

const JsonField = z.object({
  type: z.string().optional(),
  title: z.string(),
  description: z.string(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
})

/** What has a part of the page of its own. */
export const ownParts: ReadonlySet<string> = new Set(['keys', 'terminalThemeDark', 'terminalThemeLight'])

/** Everything that can be set, by the part of the app it is about. What a later schema adds appears by itself. */
export function settingSections(): readonly SettingSection[] {
  const about = ['theme', 'zoomPercent', 'fontSize', 'compactSidebar', 'sidebarOrder', 'screenReader']
  const notifications = ['notify', 'notifySound', 'quietHours']
  const windowNames = Object.keys(WindowSettings.shape).filter((name) => !ownParts.has(name))
  const others = windowNames.filter((name) => ![...about, ...notifications].includes(name))
  const windowField = (name: string) => fieldOf('window', name)
  return [
    { title: 'Window', fields: about.flatMap(windowField) },
    { title: 'Notifications', fields: notifications.flatMap(windowField) },
    { title: 'Background', fields: others.flatMap(windowField) },
    {
      title: 'Terminals',
      fields: Object.keys(TerminalSettings.shape)
        .filter((name) => !ownParts.has(name))
        .flatMap((name) => fieldOf('terminals', name)),
    },
  ]
}

function fieldOf(owner: SettingField['owner'], name: string): readonly SettingField[] {
  const shape: Readonly<Record<string, z.ZodType>> =
    owner === 'window' ? WindowSettings.shape : TerminalSettings.shape
  const defaults: Readonly<Record<string, unknown>> =
    owner === 'window' ? defaultWindowSettings : defaultTerminalSettings
  const schema = shape[name]
  if (!schema) return []
  const read = JsonField.safeParse(z.toJSONSchema(schema))
  if (!read.success) return []
  const { title, description } = read.data
  return [{ name, owner, title, description, initial: defaults[name], control: controlOf(read.data) }]
}

function controlOf(field: z.infer<typeof JsonField>): SettingField['control'] {
  if (field.type === 'boolean') return { kind: 'switch' }
  if (field.enum) return { kind: 'choice', options: field.enum }
  if (field.type === 'integer' || field.type === 'number')
    return {
      kind: 'number',
      min: field.minimum ?? 0,
      max: field.maximum ?? 1e6,
      isWhole: field.type === 'integer',
    }
  return { kind: 'text', isLong: (field.maxLength ?? 0) > longTextChars }
}

/** What is wrong with a value, in the schema's own words; null when it fits. */
export function problemOf(field: SettingField, value: unknown): string | null {
  const shape: Readonly<Record<string, z.ZodType>> =
    field.owner === 'window' ? WindowSettings.shape : TerminalSettings.shape
  const parsed = shape[field.name]?.safeParse(value)
  return parsed?.success ? null : (parsed?.error.issues[0]?.message ?? 'this does not fit')
}

/** Sections with only the fields whose words hold all words of the query. */
export function findSettings(sections: readonly SettingSection[], query: string): readonly SettingSection[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return sections
  const fits = ({ title, description, name }: SettingField): boolean =>
    words.every((word) => `${title} ${description} ${name}`.toLowerCase().includes(word))
  return sections
    .map((section) => ({ ...section, fields: section.fields.filter(fits) }))
    .filter((section) => section.fields.length > 0)
}
