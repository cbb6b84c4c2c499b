import { z } from 'zod'

/** Keys that a person gave to actions: the action's name and keys as "ctrl+shift+n"; an empty text takes the key away. */
const KeyChoices = z.record(z.string().max(60), z.string().max(60))

/** "22:00-07:00": from when to when; empty is never. */
const quietHoursPattern = /^$|^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/

const [fontSizeMin, fontSizeMax] = [8, 32]

/** What a person chooses about the window: flat, each with a title and a sentence, so that the settings page is made of it. */
export const WindowSettings = z.object({
  theme: z.enum(['dark', 'light', 'system']).meta({
    title: 'Theme',
    description: 'Of the window and of the terminals in it; system follows the desktop.',
  }),
  zoomPercent: z.int().min(70).max(200).meta({
    title: 'Size of everything',
    description: 'In percent. Text, pictures and terminals grow together.',
  }),
  fontSize: z.int().min(fontSizeMin).max(fontSizeMax).meta({
    title: 'Text size in terminals',
    description: 'In pixels, before the size of everything.',
  }),
  compactSidebar: z.boolean().meta({
    title: 'Compact sidebar',
    description: 'One line an agent.',
  }),
  sidebarOrder: z.enum(['attention', 'manual']).meta({
    title: 'Order of families',
    description: 'Who needs you first, or the order in which you dragged them.',
  }),
  screenReader: z.boolean().meta({
    title: 'Screen reader in terminals',
    description: 'Keeps the text of terminals where a screen reader finds it. Costs speed.',
  }),
  notify: z.enum(['needs-me', 'all', 'none']).meta({
    title: 'Desktop notifications',
    description:
      'Needs me: questions and failures. All: also when a family ends its turn. Never for what is on screen.',
  }),
  notifySound: z.boolean().meta({ title: 'With a sound', description: 'The sound of the desktop.' }),
  quietHours: z.string().regex(quietHoursPattern, 'write it as 22:00-07:00').meta({
    title: 'Quiet hours',
    description: 'No notification in these hours, as 22:00-07:00. The badge counts all the same.',
  }),
  closeWindow: z.enum(['keep-running', 'quit']).meta({
    title: 'When the window is closed',
    description: 'Keep running: Reveille stays in the tray, agents go on and are woken.',
  }),
  onQuit: z.enum(['ask', 'leave', 'stop']).meta({
    title: 'Agents that run when you quit',
    description: 'Leave: they go on and their messages wait. Stop: their processes end, to be resumed later.',
  }),
  startAtLogin: z.boolean().meta({
    title: 'Start at login',
    description: 'Hidden in the tray, so that agents are woken without a window.',
  }),
  projectSettings: z.enum(['use', 'ignore']).meta({
    title: 'Settings of projects',
    description:
      'A project may say in .reveille/settings.json how its terminals look and what the start dialog begins with; it can do nothing else.',
  }),
  keys: KeyChoices.meta({ title: 'Keys', description: 'Your own keys, by action.' }),
})
export type WindowSettings = z.infer<typeof WindowSettings>

export const defaultWindowSettings: WindowSettings = {
  theme: 'dark',
  zoomPercent: 100,
  fontSize: 13,
  compactSidebar: false,
  sidebarOrder: 'attention',
  screenReader: false,
  notify: 'needs-me',
  notifySound: true,
  quietHours: '',
  closeWindow: 'keep-running',
  onQuit: 'ask',
  startAtLogin: false,
  projectSettings: 'use',
  keys: {},
}

/** As stored: a value that does not fit falls back by itself, without costing the others. */
export const StoredWindowSettings = z.object({
  theme: WindowSettings.shape.theme.catch(defaultWindowSettings.theme),
  zoomPercent: WindowSettings.shape.zoomPercent.catch(defaultWindowSettings.zoomPercent),
  fontSize: WindowSettings.shape.fontSize.catch(defaultWindowSettings.fontSize),
  compactSidebar: WindowSettings.shape.compactSidebar.catch(defaultWindowSettings.compactSidebar),
  sidebarOrder: WindowSettings.shape.sidebarOrder.catch(defaultWindowSettings.sidebarOrder),
  screenReader: WindowSettings.shape.screenReader.catch(defaultWindowSettings.screenReader),
  notify: WindowSettings.shape.notify.catch(defaultWindowSettings.notify),
  notifySound: WindowSettings.shape.notifySound.catch(defaultWindowSettings.notifySound),
  quietHours: WindowSettings.shape.quietHours.catch(defaultWindowSettings.quietHours),
  closeWindow: WindowSettings.shape.closeWindow.catch(defaultWindowSettings.closeWindow),
  onQuit: WindowSettings.shape.onQuit.catch(defaultWindowSettings.onQuit),
  startAtLogin: WindowSettings.shape.startAtLogin.catch(defaultWindowSettings.startAtLogin),
  projectSettings: WindowSettings.shape.projectSettings.catch(defaultWindowSettings.projectSettings),
  keys: WindowSettings.shape.keys.catch(defaultWindowSettings.keys),
})

/** Whether a minute of the day lies in "22:00-07:00"; hours may go over midnight. */
export function isQuiet(quietHours: string, minuteOfDay: number): boolean {
  const found = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(quietHours)
  if (!found) return false
  const from = Number(found[1]) * 60 + Number(found[2])
  const to = Number(found[3]) * 60 + Number(found[4])
  return from <= to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to
}

/** The size of text one larger or one smaller, within its bounds; 0 takes what a person chose back. */
export const steppedFontSize = (fontSize: number, by: -1 | 0 | 1): number =>
  by === 0 ? defaultWindowSettings.fontSize : Math.min(fontSizeMax, Math.max(fontSizeMin, fontSize + by))
