import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Search, X } from 'lucide-react'
import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { focusedPane } from '../../shared/domain/layout.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { showKeys } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { familiesOf } from '../state/families.ts'
import { filterFamilies, moveFamily, orderFamilies } from '../state/sidebar-order.ts'
import { holdTree, sidebarRows, type SidebarRow } from '../state/sidebar-rows.ts'
import { changeUi } from '../state/window-store.ts'
import { AgentRow } from './agent-row.tsx'
import { GroupRow } from './group-row.tsx'
import './sidebar.css'

const rowHeights = { agent: 45, compact: 28, group: 32 } as const // as the sheet has them

/** All families as a tree: who needs a person first, or as they were dragged. Only rows on screen are drawn. */
export function Sidebar() {
  const isCompact = useView((view) => view.settings.compactSidebar)
  const query = useWindow((state) => state.ui.sidebarQuery)
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const rows = useRows(held, query)
  return (
    <aside className="sidebar" data-region="sidebar" data-compact={isCompact} aria-label="Agents">
      <Filter />
      {query !== '' && rows.every((row) => row.kind === 'group') ? (
        <p className="nothing">Nobody fits these words.</p>
      ) : rows.every((row) => row.kind === 'group' && row.count === 0) ? (
        <Nobody />
      ) : (
        <Tree rows={rows} isCompact={isCompact} onHold={setHeld} />
      )}
    </aside>
  )
}

/** Shells alone: where agents will be, and how the first comes here. */
function Nobody() {
  const { run, isMac } = useServices()
  const keys = useKeys('start-agent')
  return (
    <div className="nothing">
      <p>Agents stand here with what they do and what wakes them. There is none yet.</p>
      <button type="button" className="button small" onClick={() => run('start-agent')}>
        Start an agent
        {keys && <kbd className="keys">{showKeys(keys, isMac)}</kbd>}
      </button>
    </div>
  )
}

/** What the tree shows. Many changes a second are drawn when there is time: typing goes first. */
function useRows(held: readonly string[] | null, query: string): readonly SidebarRow[] {
  const agents = useDeferredValue(useView((view) => view.agents))
  const how = useView((view) => view.settings.sidebarOrder)
  const order = useView((view) => view.settings.familyOrder)
  const folded = useWindow((state) => state.ui.collapsed)
  const groups = useWindow((state) => state.ui.collapsedGroups)
  return useMemo(() => {
    const families = familiesOf(agents)
    const current = holdTree(orderFamilies(families.current, how, order), held)
    const shown = {
      current: filterFamilies(current, query),
      earlier: filterFamilies(families.earlier, query),
    }
    return sidebarRows(shown, { agents: query === '' ? folded : new Set(), groups })
  }, [agents, how, order, held, query, folded, groups])
}

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

type TreeProps = {
  readonly rows: readonly SidebarRow[]
  readonly isCompact: boolean
  readonly onHold: (held: readonly string[] | null) => void
}

function Tree({ rows, isCompact, onHold }: TreeProps) {
  const { commands } = useServices()
  const current = useView((view) => focusedPane(view.layout))
  const scroller = useRef<HTMLDivElement>(null)
  /** The row that Tab goes to: where the arrows went last, else the agent in view. */
  const [active, setActive] = useState<string | null>(null)
  const agentHeight = isCompact ? rowHeights.compact : rowHeights.agent
  const tabbed = activeRow(rows, active, current)
  // The page is built without the React compiler, which this rule is about.
  // oxlint-disable-next-line react/incompatible-library
  const shown = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'group' ? rowHeights.group : agentHeight),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    // whoever has the keyboard keeps it while the tree scrolls, and can get it where nothing was drawn yet
    rangeExtractor: (range) =>
      withRow(
        defaultRangeExtractor(range),
        rows.findIndex((row) => row.key === tabbed),
      ),
  })
  const roots = rows.flatMap((row) => (row.kind === 'agent' && row.depth === 1 ? [row.key] : []))
  const move = (moved: ConversationId, target: ConversationId): void => {
    const next = moveFamily(roots, moved, target)
    onHold(null)
    void commands.orderFamilies(next)
  }
  const goTo = (index: number): void => {
    const row = rows[index]
    if (!row) return
    flushSync(() => {
      shown.scrollToIndex(index)
      setActive(row.key)
    })
    document.getElementById(`row-${row.key}`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = rows.findIndex(
      (row) => event.target instanceof Element && event.target.id === `row-${row.key}`,
    )
    const row = rows[from]
    if (!row) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.altKey) {
      const target = step !== undefined && row.kind === 'agent' && roots[roots.indexOf(row.key) + step]
      if (!target || !roots.includes(row.key as ConversationId)) return // a root is an agent
      event.preventDefault()
      return move(row.key as ConversationId, target)
    }
    const to = step !== undefined ? from + step : { Home: 0, End: rows.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    goTo(Math.min(rows.length - 1, Math.max(0, to)))
  }
  return (
    <div
      ref={scroller}
      className="tree-scroll"
      onPointerEnter={() => onHold(rows.map((row) => row.key))}
      onPointerLeave={() => onHold(null)}
    >
      <div
        role="tree"
        aria-label="Agents"
        className="tree"
        style={{ height: shown.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {shown.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index]
          if (!row) return null
          return (
            <div key={key} className="tree-place" role="none" style={{ transform: `translateY(${start}px)` }}>
              {row.kind === 'group' ? (
                <GroupRow row={row} isTabbed={row.key === tabbed} />
              ) : (
                <AgentRow
                  row={row}
                  isCurrent={row.agent.paneId === current}
                  isTabbed={row.key === tabbed}
                  isMovable={row.depth === 1}
                  onDropped={move}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const withRow = (indexes: readonly number[], index: number): number[] =>
  index === -1 || indexes.includes(index)
    ? [...indexes]
    : [...indexes, index].toSorted((one, other) => one - other)

function activeRow(
  rows: readonly SidebarRow[],
  active: string | null,
  currentPane: string | null,
): string | null {
  if (rows.some((row) => row.key === active)) return active
  const inView = rows.find((row) => row.kind === 'agent' && row.agent.paneId === currentPane)
  return (inView ?? rows.find((row) => row.kind === 'agent') ?? rows[0])?.key ?? null
}
