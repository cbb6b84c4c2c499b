import { z } from 'zod'
import { HarnessName } from './harness-name.ts'
import { TerminalSettings } from './terminal-settings.ts'
import { WindowSettings } from './window-settings.ts'

const { terminalFont, terminalLineHeight, terminalLigatures, terminalCursor, terminalCursorBlink } =
  TerminalSettings.shape
const { terminalThemeDark, terminalThemeLight } = TerminalSettings.shape

/** One word: it reaches a program as an argument of its own, and must not be read as an option there. */
const Model = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/, 'a name of letters, digits, dots, dashes and slashes')

/**
 * What a project may say in its `.reveille/settings.json`: how its terminals look, and what the start dialog begins with. The
 * file may come with a repository that nobody trusts, so nothing here runs a command, names a file, widens a permission
 * or keeps anything from a person (ADR 0051).
 */
export const ProjectSettings = z.object({
  fontSize: WindowSettings.shape.fontSize.optional(),
  terminalFont: terminalFont.optional(),
  terminalLineHeight: terminalLineHeight.optional(),
  terminalLigatures: terminalLigatures.optional(),
  terminalCursor: terminalCursor.optional(),
  terminalCursorBlink: terminalCursorBlink.optional(),
  terminalThemeDark: terminalThemeDark.optional(),
  terminalThemeLight: terminalThemeLight.optional(),
  startHarness: HarnessName.optional().meta({
    title: 'Harness',
    description: 'Chosen in the start dialog at first, where it is installed.',
  }),
  startModel: Model.optional().meta({
    title: 'Model',
    description: 'Filled in in the start dialog at first; a person sees it before anything starts.',
  }),
  startPermissions: z.enum(['default', 'plan']).optional().meta({
    title: 'Permissions',
    description: 'Chosen in the start dialog at first: as the harness is set, or less.',
  }),
  startWorktree: z.boolean().optional().meta({
    title: 'A git worktree of its own',
    description: 'Switched on in the start dialog at first.',
  }),
})
export type ProjectSettings = z.infer<typeof ProjectSettings>

/** What a project may set of how terminals look. */
export const projectLookNames = [
  'fontSize',
  'terminalFont',
  'terminalLineHeight',
  'terminalLigatures',
  'terminalCursor',
  'terminalCursorBlink',
  'terminalThemeDark',
  'terminalThemeLight',
] as const satisfies readonly (keyof ProjectSettings)[]

export type ReadProject = { readonly settings: ProjectSettings; readonly problems: readonly string[] }

/** Reads such a file. What does not fit, or is none of a project's business, is named and left out; the rest counts. */
export function readProjectSettings(text: string): ReadProject {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { settings: {}, problems: ['it is no JSON'] }
  }
  const record = z.record(z.string(), z.unknown()).safeParse(json)
  if (!record.success) return { settings: {}, problems: ['it must be an object of settings'] }
  const problems: string[] = []
  const kept = Object.entries(record.data).filter(([name, value]) => {
    if (name === '$schema') return false
    const schema = Object.hasOwn(ProjectSettings.shape, name)
      ? ProjectSettings.shape[name as keyof ProjectSettings] // its own name, as was asked just now
      : null
    const problem = schema ? schema.safeParse(value).error?.issues[0]?.message : 'a project may not set this'
    if (problem !== undefined) problems.push(`${name.slice(0, 60)}: ${problem}`)
    return problem === undefined
  })
  return { settings: ProjectSettings.parse(Object.fromEntries(kept)), problems }
}
