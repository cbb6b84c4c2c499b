import { ChevronRight } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useServices } from '../services.ts'
import type { SidebarRow } from '../state/sidebar-rows.ts'
import { changeUi } from '../state/window-store.ts'

const titles = { current: 'Families', earlier: 'Earlier' } as const

type Props = { readonly row: SidebarRow & { readonly kind: 'group' }; readonly isTabbed: boolean }

/** The title of one half of the tree; a click folds it. */
export function GroupRow({ row: { group, key, count, isOpen }, isTabbed }: Props) {
  const { store } = useServices()
  const setOpen = (open: boolean): void => {
    const others = [...store.getState().ui.collapsedGroups].filter((one) => one !== group)
    changeUi(store, { collapsedGroups: new Set(open ? others : [...others, group]) })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') setOpen(!isOpen)
    else if (event.key === 'ArrowLeft') setOpen(false)
    else if (event.key === 'ArrowRight') setOpen(true)
    else return
    event.preventDefault()
  }
  return (
    <div
      id={`row-${key}`}
      className="group-row"
      role="treeitem"
      aria-level={1}
      aria-expanded={isOpen}
      tabIndex={isTabbed ? 0 : -1}
      onClick={() => setOpen(!isOpen)}
      onKeyDown={onKeyDown}
    >
      <span>{titles[group]}</span>
      <ChevronRight size={12} aria-hidden />
      <span className="group-count tabular">{count}</span>
    </div>
  )
}
