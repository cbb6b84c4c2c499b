import { useState, type CSSProperties, type DragEvent } from 'react'
import type { PaneTarget, Side } from '../../shared/domain/layout-moves.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import { useServices, useWindow } from '../services.ts'
import { dropSide } from '../state/drop-side.ts'
import type { PaneRect } from '../../shared/domain/layout-rects.ts'
import { changeUi } from '../state/window-store.ts'
import './drop-zones.css'

/** Over each pane while one is dragged: shows where it would go, and takes it there. */
export function DropZones({ panes }: { panes: readonly PaneRect[] }) {
  const drag = useWindow((state) => state.ui.drag)
  if (drag?.kind !== 'pane') return null
  return panes.map((pane) => <DropZone key={pane.paneId} pane={pane} dragged={drag.paneId} />)
}

function DropZone({ pane: { paneId, rect }, dragged }: { pane: PaneRect; dragged: PaneId }) {
  const { store, commands } = useServices()
  const [side, setSide] = useState<Side | 'middle' | null>(null)
  const sideOf = (event: DragEvent<HTMLElement>): Side | 'middle' => {
    const box = event.currentTarget.getBoundingClientRect()
    return dropSide((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
  }
  const targetOf = (at: Side | 'middle'): PaneTarget =>
    at === 'middle' ? { kind: 'swap', paneId } : { kind: 'beside', paneId, side: at }
  if (paneId === dragged) return <div className="drop-zone" style={placeOf(rect)} data-own />
  return (
    <div
      className="drop-zone"
      style={placeOf(rect)}
      data-testid={`drop-${paneId}`}
      onDragOver={(event) => {
        event.preventDefault()
        setSide(sideOf(event))
      }}
      onDragLeave={() => setSide(null)}
      onDrop={(event) => {
        event.preventDefault()
        changeUi(store, { drag: null })
        void commands.movePane(dragged, targetOf(sideOf(event)))
      }}
    >
      {side && <div className="drop-mark" data-side={side} />}
    </div>
  )
}

const placeOf = (rect: PaneRect['rect']): CSSProperties =>
  Object.fromEntries(Object.entries(rect).map(([name, share]) => [name, `${share * 100}%`]))
