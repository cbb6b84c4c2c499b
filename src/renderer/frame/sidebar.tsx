import { Search, X } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { familiesOf, type FamilyNode } from '../state/families.ts'
import { inHeldOrder } from '../state/held-order.ts'
import { filterFamilies, moveFamily, orderFamilies } from '../state/sidebar-order.ts'
import { changeUi } from '../state/window-store.ts'
import { count } from '../state/words.ts'
import { AgentRow } from './agent-row.tsx'
import './sidebar.css'

/** All families as a tree: who needs a person first, or as they were dragged. */
export function Sidebar() {
  const { commands } = useServices()
  const agents = useView((view) => view.agents)
  const query = useWindow((state) => state.ui.sidebarQuery)
  const how = useView((view) => view.settings.sidebarOrder)
  const order = useView((view) => view.settings.familyOrder)
  const isCompact = useView((view) => view.settings.compactSidebar)
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const families = familiesOf(agents)
  const ordered = inHeldOrder(orderFamilies(families.current, how, order), held, idOf)
  const [current, earlier] = [filterFamilies(ordered, query), filterFamilies(families.earlier, query)]
  const move = (moved: ConversationId, target: ConversationId): void => {
    const next = moveFamily(ordered.map(idOf), moved, target)
    setHeld(next)
    void commands.orderFamilies(next)
  }
  return (
    <aside
      className="sidebar"
      data-region="sidebar"
      data-compact={isCompact}
      aria-label="Agents"
      onPointerEnter={() => setHeld(ordered.map(idOf))}
      onPointerLeave={() => setHeld(null)}
    >
      <Filter />
      {(current.length > 0 || earlier.length === 0) && (
        <Group title="Families" note={count(agents.length, 'agent')} roots={current} onMove={move} />
      )}
      {query !== '' && current.length + earlier.length === 0 && (
        <p className="nothing">Nobody fits these words.</p>
      )}
      {earlier.length > 0 && <Group title="Earlier" note="" roots={earlier} />}
    </aside>
  )
}

const idOf = (node: FamilyNode): ConversationId => node.agent.conversationId

/** Words that narrow the tree: names, harnesses, branches, states. */
function Filter() {
  const { store } = useServices()
  const query = useWindow((state) => state.ui.sidebarQuery)
  const set = (sidebarQuery: string): void => changeUi(store, { sidebarQuery })
  return (
    <label className="search-field sidebar-filter">
      <Search size={13} aria-hidden />
      <input
        aria-label="Filter agents"
        placeholder="Filter agents"
        value={query}
        data-testid="sidebar-filter"
        onChange={(event) => set(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && set('')}
      />
      {query !== '' && (
        <button
          type="button"
          className="icon-button small"
          aria-label="Show all agents"
          onClick={() => set('')}
        >
          <X size={13} />
        </button>
      )}
    </label>
  )
}

type GroupProps = {
  readonly title: string
  readonly note: string
  readonly roots: readonly FamilyNode[]
  readonly onMove?: (moved: ConversationId, target: ConversationId) => void
}

function Group({ title, note, roots, onMove }: GroupProps) {
  const moveByKey = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.altKey ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined
    if (step === undefined || !onMove) return moveInTree(event)
    const index = roots.findIndex(
      (root) => event.target instanceof Element && event.target.id === rowId(root),
    )
    const target = roots[index + step]
    const moved = roots[index]
    if (!moved || !target) return
    event.preventDefault()
    onMove(idOf(moved), idOf(target))
  }
  return (
    <section>
      <h2 className="section-title">
        {title}
        <span className="section-note">{note}</span>
      </h2>
      <ul role="tree" aria-label={title} onKeyDown={moveByKey}>
        {roots.map((root, index) => (
          <AgentRow
            key={idOf(root)}
            node={root}
            above={null}
            level={1}
            isFirst={index === 0}
            onDropped={onMove ? (moved) => onMove(moved, idOf(root)) : undefined}
          />
        ))}
      </ul>
    </section>
  )
}

const rowId = (node: FamilyNode): string => `row-${idOf(node)}`

function moveInTree(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const index = rows.findIndex((row) => row === document.activeElement)
  if (index === -1) return
  const target = { ArrowDown: rows[index + 1], ArrowUp: rows[index - 1], Home: rows[0], End: rows.at(-1) }[
    event.key
  ]
  if (!target) return
  event.preventDefault()
  target.focus()
}
