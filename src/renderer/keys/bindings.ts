/** Everything a key or the palette can do. */
export const actionIds = [
  'start-agent',
  'places',
  'new-shell',
  'split-right',
  'split-down',
  'split-left',
  'split-up',
  'close-pane',
  'reopen-pane',
  'zoom-pane',
  'move-pane-left',
  'move-pane-right',
  'move-pane-up',
  'move-pane-down',
  'pane-to-tab',
  'new-window',
  'close-window',
  'next-window',
  'pane-to-new-window',
  'pane-to-next-window',
  'tab-to-new-window',
  'tab-to-next-window',
  'next-tab',
  'previous-tab',
  'move-tab-left',
  'move-tab-right',
  'open-palette',
  'next-pill',
  'previous-pill',
  'next-needing',
  'message-agent',
  'wake-agent',
  'continue-here',
  'hand-off',
  'focus-left',
  'focus-right',
  'focus-up',
  'focus-down',
  'next-region',
  'previous-region',
  'toggle-sidebar',
  'toggle-activity',
  'search-terminal',
  'previous-command',
  'next-command',
  'copy-last-output',
  'copy',
  'paste',
  'select-all',
  'clear-terminal',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
  'theme-dark',
  'theme-light',
  'theme-system',
  'show-activity',
  'show-inbox',
  'show-changes',
  'demo',
  'settings',
  'quit',
  'tab-1',
  'tab-2',
  'tab-3',
  'tab-4',
  'tab-5',
  'tab-6',
  'tab-7',
  'tab-8',
  'tab-9',
] as const
export type ActionId = (typeof actionIds)[number]

/** Where a key counts. `terminal`: only in a pane. `elsewhere`: only outside, where the terminal does not need it. */
export type KeyScope = 'everywhere' | 'terminal' | 'elsewhere'

/** `keys` in the order ctrl, alt, shift, meta, then the key; `mac` replaces them on a Mac, null takes them away there. */
export type Binding = {
  readonly action: ActionId
  readonly keys: string
  readonly mac?: string | null
  readonly scope: KeyScope
}

const everywhere = 'everywhere' as const
const tabBindings = ([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((number): Binding => ({
  action: `tab-${number}`,
  keys: `alt+${number}`,
  mac: `meta+${number}`,
  scope: everywhere,
}))

/** Every key of the window. Plain keys, ctrl+letter and alt+letter belong to the program in the terminal. */
export const bindings: readonly Binding[] = [
  { action: 'start-agent', keys: 'ctrl+shift+n', mac: 'shift+meta+n', scope: everywhere },
  { action: 'new-shell', keys: 'ctrl+shift+t', mac: 'meta+t', scope: everywhere },
  { action: 'split-right', keys: 'ctrl+shift+d', mac: 'meta+d', scope: everywhere },
  { action: 'split-down', keys: 'ctrl+shift+e', mac: 'shift+meta+d', scope: everywhere },
  { action: 'close-pane', keys: 'ctrl+shift+w', mac: 'meta+w', scope: everywhere },
  { action: 'reopen-pane', keys: 'ctrl+shift+z', mac: 'shift+meta+t', scope: everywhere },
  { action: 'zoom-pane', keys: 'ctrl+shift+enter', mac: 'shift+meta+enter', scope: everywhere },
  { action: 'move-pane-left', keys: 'ctrl+alt+shift+left', mac: 'alt+shift+meta+left', scope: everywhere },
  { action: 'move-pane-right', keys: 'ctrl+alt+shift+right', mac: 'alt+shift+meta+right', scope: everywhere },
  { action: 'move-pane-up', keys: 'ctrl+alt+shift+up', mac: 'alt+shift+meta+up', scope: everywhere },
  { action: 'move-pane-down', keys: 'ctrl+alt+shift+down', mac: 'alt+shift+meta+down', scope: everywhere },
  { action: 'new-window', keys: 'ctrl+alt+n', mac: 'meta+n', scope: everywhere },
  { action: 'close-window', keys: 'ctrl+alt+shift+w', mac: 'shift+meta+w', scope: everywhere },
  { action: 'next-window', keys: 'ctrl+alt+pagedown', mac: null, scope: everywhere },
  { action: 'pane-to-new-window', keys: 'ctrl+alt+shift+n', mac: 'alt+meta+n', scope: everywhere },
  {
    action: 'pane-to-next-window',
    keys: 'ctrl+alt+shift+pagedown',
    mac: 'alt+shift+meta+n',
    scope: everywhere,
  },
  { action: 'next-tab', keys: 'ctrl+pagedown', mac: 'shift+meta+]', scope: everywhere },
  { action: 'previous-tab', keys: 'ctrl+pageup', mac: 'shift+meta+[', scope: everywhere },
  { action: 'move-tab-right', keys: 'ctrl+shift+pagedown', scope: everywhere },
  { action: 'move-tab-left', keys: 'ctrl+shift+pageup', scope: everywhere },
  { action: 'previous-command', keys: 'ctrl+shift+up', mac: 'meta+up', scope: 'terminal' },
  { action: 'next-command', keys: 'ctrl+shift+down', mac: 'meta+down', scope: 'terminal' },
  { action: 'copy-last-output', keys: 'ctrl+shift+o', mac: 'shift+meta+o', scope: everywhere },
  { action: 'open-palette', keys: 'ctrl+shift+p', mac: 'shift+meta+p', scope: everywhere },
  { action: 'open-palette', keys: 'ctrl+k', mac: 'meta+k', scope: 'elsewhere' },
  { action: 'next-pill', keys: 'ctrl+alt+]', scope: everywhere },
  { action: 'previous-pill', keys: 'ctrl+alt+[', scope: everywhere },
  { action: 'next-needing', keys: 'ctrl+shift+j', mac: 'shift+meta+j', scope: everywhere },
  { action: 'message-agent', keys: 'ctrl+shift+m', mac: 'shift+meta+m', scope: everywhere },
  { action: 'focus-left', keys: 'ctrl+alt+left', mac: 'alt+meta+left', scope: everywhere },
  { action: 'focus-right', keys: 'ctrl+alt+right', mac: 'alt+meta+right', scope: everywhere },
  { action: 'focus-up', keys: 'ctrl+alt+up', mac: 'alt+meta+up', scope: everywhere },
  { action: 'focus-down', keys: 'ctrl+alt+down', mac: 'alt+meta+down', scope: everywhere },
  { action: 'next-region', keys: 'f6', scope: everywhere },
  { action: 'previous-region', keys: 'shift+f6', scope: everywhere },
  { action: 'toggle-sidebar', keys: 'ctrl+shift+b', mac: 'shift+meta+b', scope: everywhere },
  { action: 'toggle-activity', keys: 'ctrl+shift+y', mac: 'shift+meta+y', scope: everywhere },
  { action: 'search-terminal', keys: 'ctrl+shift+f', mac: 'meta+f', scope: everywhere },
  { action: 'copy', keys: 'ctrl+shift+c', mac: 'meta+c', scope: 'terminal' },
  { action: 'paste', keys: 'ctrl+shift+v', mac: 'meta+v', scope: 'terminal' },
  { action: 'select-all', keys: 'ctrl+shift+a', mac: 'meta+a', scope: 'terminal' },
  { action: 'show-inbox', keys: 'ctrl+shift+i', mac: 'shift+meta+i', scope: everywhere },
  { action: 'show-changes', keys: 'ctrl+shift+g', mac: 'shift+meta+g', scope: everywhere },
  { action: 'settings', keys: 'ctrl+shift+comma', mac: 'meta+comma', scope: everywhere },
  { action: 'quit', keys: 'ctrl+shift+q', mac: 'meta+q', scope: everywhere },
  { action: 'zoom-in', keys: 'ctrl+plus', mac: 'meta+plus', scope: everywhere },
  { action: 'zoom-out', keys: 'ctrl+minus', mac: 'meta+minus', scope: everywhere },
  { action: 'zoom-reset', keys: 'ctrl+0', mac: 'meta+0', scope: everywhere },
  ...tabBindings,
]

const macSigns: Readonly<Record<string, string>> = { ctrl: '⌃', alt: '⌥', shift: '⇧', meta: '⌘' }
const keySigns: Readonly<Record<string, string>> = {
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  plus: '+',
  minus: '-',
  comma: ',',
}

/** "Ctrl+Shift+N", on a Mac "⇧⌘N". */
export function showKeys(keys: string, isMac: boolean): string {
  const parts = keys.split('+').map((part) => {
    if (isMac && macSigns[part]) return macSigns[part]
    return keySigns[part] ?? `${part.charAt(0).toUpperCase()}${part.slice(1)}`
  })
  return parts.join(isMac ? '' : '+')
}
