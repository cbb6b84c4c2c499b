import { z } from 'zod'
import { pasteWarningLines, shellProfilesCharsMax } from '../limits.ts'

/**
 * What a person chooses about terminals: flat, each with a title and a sentence, so that a settings page can be made of
 * it. Defaults stand in `defaultTerminalSettings`.
 */
export const TerminalSettings = z.object({
  terminalFont: z.string().max(200).meta({
    title: 'Font',
    description:
      'Families in the order in which they are tried; empty is JetBrains Mono, which comes with Reveille.',
  }),
  terminalThemeDark: z.string().max(80).meta({
    title: 'Colours while the window is dark',
    description: 'The name of an imported theme; empty is Reveille’s own.',
  }),
  terminalThemeLight: z.string().max(80).meta({
    title: 'Colours while the window is light',
    description: 'The same for the light theme of the window.',
  }),
  terminalLineHeight: z.number().min(1).max(2).meta({
    title: 'Line height',
    description: 'The height of a line as a multiple of that of the font.',
  }),
  terminalLigatures: z.boolean().meta({
    title: 'Ligatures',
    description: 'Draws ->, != and the like as one sign, where the font has it.',
  }),
  terminalImages: z.boolean().meta({
    title: 'Images',
    description:
      'Shows images that programs draw with sixel or the protocol of iTerm2. They do not outlive a restart.',
  }),
  terminalCursor: z.enum(['block', 'bar', 'underline']).meta({
    title: 'Cursor',
    description: 'Its shape, until a program asks for another.',
  }),
  terminalCursorBlink: z
    .boolean()
    .meta({ title: 'Blinking cursor', description: 'Costs a redraw twice a second.' }),
  terminalBell: z.enum(['flash', 'sound', 'none']).meta({
    title: 'Bell',
    description: 'What happens when a program rings; a tab that is not in front is marked all the same.',
  }),
  terminalCopyOnSelect: z.boolean().meta({
    title: 'Copy on select',
    description: 'Puts what is selected with the mouse into the clipboard.',
  }),
  terminalClipboard: z.boolean().meta({
    title: 'Copy for programs',
    description:
      'Lets programs put text into the clipboard (OSC 52), also from another machine. What is in it is never told them.',
  }),
  terminalPasteWarningLines: z.int().min(0).max(10_000).meta({
    title: 'Ask before pasting lines',
    description: 'Asks when a paste has more lines and the program would run each of them; 0 never asks.',
  }),
  terminalShellIntegration: z.boolean().meta({
    title: 'Shell integration',
    description:
      'Shells started here tell where commands begin and end and which directory they are in. Your own files are not changed.',
  }),
  terminalLoginEnvironment: z.boolean().meta({
    title: 'Environment of a login shell',
    description:
      'When Reveille was started from the desktop, shells get the PATH that your login shell sets.',
  }),
  terminalAskBeforeClose: z.enum(['busy', 'never']).meta({
    title: 'Ask before closing',
    description: 'Whether closing a terminal in which something runs asks first.',
  }),
  shellProfiles: z.string().max(shellProfilesCharsMax).meta({
    title: 'Shell profiles',
    description: 'One a line: a name, an equals sign, a command line. The first is used for new terminals.',
  }),
  editorCommand: z.string().max(1_000).meta({
    title: 'Editor',
    description:
      'Opens files from the terminal: a command line with {file}, {line} and {column}; empty finds an editor that is installed.',
  }),
})
export type TerminalSettings = z.infer<typeof TerminalSettings>

export const defaultTerminalSettings: TerminalSettings = {
  terminalFont: '',
  terminalThemeDark: '',
  terminalThemeLight: '',
  terminalLineHeight: 1.25,
  terminalLigatures: false,
  terminalImages: false,
  terminalCursor: 'block',
  terminalCursorBlink: false,
  terminalBell: 'flash',
  terminalCopyOnSelect: false,
  terminalClipboard: false,
  terminalPasteWarningLines: pasteWarningLines,
  terminalShellIntegration: true,
  terminalLoginEnvironment: true,
  terminalAskBeforeClose: 'busy',
  shellProfiles: '',
  editorCommand: '',
}

/** As stored: a value that does not fit falls back by itself, without costing the others. */
export const StoredTerminalSettings = z.object({
  terminalFont: TerminalSettings.shape.terminalFont.catch(defaultTerminalSettings.terminalFont),
  terminalThemeDark: TerminalSettings.shape.terminalThemeDark.catch(
    defaultTerminalSettings.terminalThemeDark,
  ),
  terminalThemeLight: TerminalSettings.shape.terminalThemeLight.catch(
    defaultTerminalSettings.terminalThemeLight,
  ),
  terminalLineHeight: TerminalSettings.shape.terminalLineHeight.catch(
    defaultTerminalSettings.terminalLineHeight,
  ),
  terminalLigatures: TerminalSettings.shape.terminalLigatures.catch(
    defaultTerminalSettings.terminalLigatures,
  ),
  terminalImages: TerminalSettings.shape.terminalImages.catch(defaultTerminalSettings.terminalImages),
  terminalCursor: TerminalSettings.shape.terminalCursor.catch(defaultTerminalSettings.terminalCursor),
  terminalCursorBlink: TerminalSettings.shape.terminalCursorBlink.catch(
    defaultTerminalSettings.terminalCursorBlink,
  ),
  terminalBell: TerminalSettings.shape.terminalBell.catch(defaultTerminalSettings.terminalBell),
  terminalCopyOnSelect: TerminalSettings.shape.terminalCopyOnSelect.catch(
    defaultTerminalSettings.terminalCopyOnSelect,
  ),
  terminalClipboard: TerminalSettings.shape.terminalClipboard.catch(
    defaultTerminalSettings.terminalClipboard,
  ),
  terminalPasteWarningLines: TerminalSettings.shape.terminalPasteWarningLines.catch(
    defaultTerminalSettings.terminalPasteWarningLines,
  ),
  terminalShellIntegration: TerminalSettings.shape.terminalShellIntegration.catch(
    defaultTerminalSettings.terminalShellIntegration,
  ),
  terminalLoginEnvironment: TerminalSettings.shape.terminalLoginEnvironment.catch(
    defaultTerminalSettings.terminalLoginEnvironment,
  ),
  terminalAskBeforeClose: TerminalSettings.shape.terminalAskBeforeClose.catch(
    defaultTerminalSettings.terminalAskBeforeClose,
  ),
  shellProfiles: TerminalSettings.shape.shellProfiles.catch(defaultTerminalSettings.shellProfiles),
  editorCommand: TerminalSettings.shape.editorCommand.catch(defaultTerminalSettings.editorCommand),
})
