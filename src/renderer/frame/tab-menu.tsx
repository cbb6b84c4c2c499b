import { ContextMenu } from '@base-ui/react/context-menu'
import type { ReactElement } from 'react'
import type { Tab } from '../../shared/domain/layout.ts'
import { useServices, useView } from '../services.ts'
import { otherWindows, windowLabel } from '../state/window-label.ts'

/** What can be done with a tab, on a right click (or the menu key). */
export function TabMenu({ tab, children }: { tab: Tab; children: ReactElement }) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger render={children} />
      <ContextMenu.Portal>
        <ContextMenu.Positioner className="positioner">
          <ContextMenu.Popup className="menu" data-testid="tab-menu">
            <Items tab={tab} />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

function Items({ tab }: { tab: Tab }) {
  const { commands } = useServices()
  const view = useView((whole) => whole)
  const at = view.layout.tabs.findIndex((one) => one.tabId === tab.tabId)
  const last = view.layout.tabs.length - 1
  const what = { kind: 'tab', tabId: tab.tabId } as const
  return (
    <>
      <Item label="Move to the left" isDisabled={at <= 0} does={() => commands.moveTab(tab.tabId, at - 1)} />
      <Item
        label="Move to the right"
        isDisabled={at === last}
        does={() => commands.moveTab(tab.tabId, at + 1)}
      />
      <ContextMenu.Separator className="menu-separator" />
      <Item
        label="Move to a new window"
        isDisabled={last === 0}
        does={() => commands.moveToWindow(what, null)}
      />
      {otherWindows(view).map((window) => (
        <Item
          key={window.windowId}
          label={`Move to window: ${windowLabel(view, window)}`}
          does={() => commands.moveToWindow(what, window.windowId)}
        />
      ))}
    </>
  )
}

type ItemProps = {
  readonly label: string
  readonly isDisabled?: boolean
  readonly does: () => Promise<unknown>
}

function Item({ label, isDisabled = false, does }: ItemProps) {
  return (
    <ContextMenu.Item className="menu-item" disabled={isDisabled} onClick={() => void does()}>
      <span className="grow">{label}</span>
    </ContextMenu.Item>
  )
}
