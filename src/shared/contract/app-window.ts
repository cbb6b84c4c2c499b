import { z } from 'zod'
import { call } from './wire.ts'
import { AgentTemplate } from '../domain/agent-template.ts'
import { ProjectSettings } from '../domain/project-settings.ts'
import { TerminalSettings } from '../domain/terminal-settings.ts'
import { WindowSettings } from '../domain/window-settings.ts'

/** A branch for an agent alone; `base` empty is what is checked out now. */
export const Worktree = z.object({
  branch: z
    .string()
    .max(200)
    .regex(
      /^(?!-)(?!.*(\.\.|@\{|\/\/|\.lock$|\/$))[A-Za-z0-9._/-]+$/,
      'letters, digits, dots, dashes and slashes',
    ),
  base: z
    .string()
    .max(200)
    .regex(/^(?!-)[A-Za-z0-9._/~^-]*$/, 'a branch, a tag or a commit'),
})

const Nothing = z.void()

/** What a person changes about the app itself. */
export const windowCalls = {
  setTheme: call(z.object({ theme: WindowSettings.shape.theme }), Nothing),
  /** One larger, one smaller, or as it was before anybody chose, from what it is when this arrives. */
  stepFontSize: call(z.object({ by: z.literal([-1, 0, 1]) }), Nothing),
  /** Changes what is given of the terminals' settings. */
  setTerminalSettings: call(TerminalSettings.partial(), Nothing),
  /** The same for those of the window. */
  setWindowSettings: call(WindowSettings.partial(), Nothing),
  /** Saves how agents are started, under the id of a template or, with null, as a new one. */
  saveTemplate: call(
    AgentTemplate.extend({ id: AgentTemplate.shape.id.nullable() }),
    z.object({ id: AgentTemplate.shape.id }),
  ),
  deleteTemplate: call(AgentTemplate.pick({ id: true }), Nothing),
  /** Asks for theme files of Ghostty, iTerm2 or Windows Terminal and reads them; what cannot be read is named. */
  importPalettes: call(Nothing, z.object({ added: z.array(z.string()), problems: z.array(z.string()) })),
  removePalette: call(z.object({ name: z.string().max(80) }), Nothing),
  /** What the project of a directory says; null where it says nothing, or is not listened to. */
  lookAtProject: call(z.object({ directory: z.string().max(4_096) }), ProjectSettings.nullable()),
  /** Opens settings.json in whatever the desktop opens such files with. */
  openSettingsFile: call(Nothing, Nothing),
  /** Asks what is to become of running agents, as far as that is not settled, and quits. */
  quit: call(Nothing, Nothing),
  /** The same app once more; agents that run go on. */
  restart: call(Nothing, Nothing),
  /** The guided demo: two programs as agents. Started again it is shown; ended, both are killed. */
  startDemo: call(Nothing, Nothing),
  endDemo: call(Nothing, Nothing),
} as const
