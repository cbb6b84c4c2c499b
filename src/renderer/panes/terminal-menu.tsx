import { ContextMenu } from '@base-ui/react/context-menu'
import type { ReactElement } from 'react'
import { showKeys, type ActionId } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { useServices, useView } from '../services.ts'
import type { TerminalView } from '../terminals/terminal-view.ts'

/** A right click in a terminal. The pane has the focus by then, so the actions find it. */
export function TerminalMenu({ view, children }: { view: TerminalView | null; children: ReactElement }) {
  const hasOtherWindow = useView((whole) => whole.windows.length > 1)
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger render={children} />
      <ContextMenu.Portal>
        <ContextMenu.Positioner className="positioner">
          <ContextMenu.Popup className="menu" finalFocus={false}>
            <Item action="copy" label="Copy" isDisabled={!view?.state.getState().hasSelection} />
            <Item action="paste" label="Paste" />
            <Item action="select-all" label="Select all" />
            <ContextMenu.Separator className="menu-separator" />
            <Item action="search-terminal" label="Find…" />
            <Item action="copy-last-output" label="Copy last output" />
            <Item action="clear-terminal" label="Clear scrollback" />
            <ContextMenu.Separator className="menu-separator" />
            <Item action="split-right" label="Split right" />
            <Item action="split-down" label="Split down" />
            <Item action="split-left" label="Split left" />
            <Item action="split-up" label="Split up" />
            <Item action="zoom-pane" label="Zoom this pane" />
            <Item action="pane-to-tab" label="Move to a new tab" />
            <Item action="pane-to-new-window" label="Move to a new window" />
            {hasOtherWindow && <Item action="pane-to-next-window" label="Move to the next window" />}
            <Item action="close-pane" label="Close pane" />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

function Item({
  action,
  label,
  isDisabled = false,
}: {
  action: ActionId
  label: string
  isDisabled?: boolean
}) {
  const { run, isMac } = useServices()
  const keys = useKeys(action)
  return (
    <ContextMenu.Item className="menu-item" disabled={isDisabled} onClick={() => run(action)}>
      <span className="grow">{label}</span>
      {keys && <kbd className="menu-keys">{showKeys(keys, isMac)}</kbd>}
    </ContextMenu.Item>
  )
}
