import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Cloud, CornerDownLeft, Search } from 'lucide-react'
import { useState } from 'react'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { showKeys } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { detailOf } from '../state/agent-words.ts'
import { changeUi, closeDialog, openDialog } from '../state/window-store.ts'
import {
  paletteGroups,
  searchGroup,
  templateOfItem,
  type PaletteGroup,
  type PaletteItem,
} from './palette-items.ts'
import '../dialogs/dialogs.css'
import { useDialogFocus } from '../dialogs/use-dialog-focus.ts'
import './palette.css'

/** Every agent and every action by name. */
export function Palette() {
  const { store, commands, run, focusPane } = useServices()
  const focus = useDialogFocus()
  const view = useView((whole) => whole)
  const [groups] = useState(() => paletteGroups(view)) // the list must not move under the cursor
  const [query, setQuery] = useState('')
  const words = query.trim()
  const items = words === '' ? groups : [...groups, searchGroup(words)]
  const choose = (item: PaletteItem): void => {
    closeDialog(store)
    if (item.kind === 'template')
      return openDialog(store, { kind: 'start-agent', parentId: null, templateId: templateOfItem(item) })
    if (item.kind === 'search')
      return changeUi(store, {
        ...{ isActivityOpen: true, sideView: item.id, activityScope: 'all' },
        ...(item.id === 'activity'
          ? { activityFilter: { kinds: 'all', query: item.words } }
          : { inboxQuery: item.words }),
      })
    if (item.kind === 'action') return run(item.action)
    if (item.kind === 'window') {
      const { paneId, windowId } = item
      if (paneId === null) return void commands.goToWindow(windowId)
      return void commands.moveToWindow({ kind: 'pane', paneId }, windowId)
    }
    void commands.reveal(item.agent, 'swap').then((isShown) => isShown && focusPane(item.agent.paneId))
  }
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeDialog(store)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup {...focus} className="dialog palette" aria-label="Find or do" data-testid="palette">
          <Autocomplete.Root
            open
            inline
            items={items}
            value={query}
            onValueChange={setQuery}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={(item: PaletteItem) => item.label}
          >
            <div className="palette-input">
              <Search size={16} aria-hidden />
              <Autocomplete.Input
                placeholder="An agent, or something to do"
                aria-label="Find or do"
                data-testid="palette-input"
              />
              <kbd className="keys">Esc</kbd>
            </div>
            <Autocomplete.Empty className="palette-empty">Nothing is called so.</Autocomplete.Empty>
            <Autocomplete.List className="palette-list">
              {(group: PaletteGroup) => (
                <Autocomplete.Group key={group.value} items={group.items} className="palette-group">
                  <Autocomplete.GroupLabel className="palette-label">{group.value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(item: PaletteItem) => (
                      <Autocomplete.Item
                        key={item.id}
                        value={item}
                        className="palette-item"
                        onClick={() => choose(item)}
                      >
                        <Line item={item} />
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Line({ item }: { item: PaletteItem }) {
  if (item.kind === 'agent') return <AgentLine item={item} />
  return item.kind === 'action' ? <ActionLine item={item} /> : <span className="grow">{item.label}</span>
}

function AgentLine({ item }: { item: PaletteItem & { kind: 'agent' } }) {
  const { agent } = item
  const look = statusLooks[agent.status]
  const detail = useWindow(({ now }) => detailOf(agent, now))
  return (
    <>
      <StatusIcon status={agent.status} />
      <span className="palette-name">{agent.name}</span>
      <span className="palette-detail truncate grow">
        <span className="toned" data-tone={look.tone}>
          {look.word}
        </span>
        {detail && `: ${detail}`}
      </span>
      {agent.place === 'remote' && <Cloud size={13} aria-label="cloud" />}
      <CornerDownLeft size={12} className="palette-enter" aria-hidden />
    </>
  )
}

function ActionLine({ item }: { item: PaletteItem & { kind: 'action' } }) {
  const { isMac } = useServices()
  const keys = useKeys(item.action)
  return (
    <>
      <span className="grow">{item.label}</span>
      {keys && <kbd className="keys">{showKeys(keys, isMac)}</kbd>}
    </>
  )
}
