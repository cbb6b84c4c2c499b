import { useCallback, type CSSProperties } from 'react'
import { resizeSplit } from '../../shared/domain/layout.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { layoutRects, type Rect } from '../../shared/domain/layout-rects.ts'
import { zoomedPane } from '../../shared/domain/layout-moves.ts'
import type { Commands } from '../state/commands.ts'
import { DropZones } from './drop-zones.tsx'
import { PaneDivider } from './pane-divider.tsx'
import { Pane } from './pane.tsx'
import './panes.css'

/** The panes of the active tab, side by side in the page whatever their tree is. */
export function TabPanes() {
  const { commands } = useServices()
  const measure = useCallback((element: HTMLElement | null) => watchArea(element, commands), [commands])
  const layout = useView((view) => view.layout)
  const drag = useWindow((state) => state.ui.dividerDrag)
  const shown = drag ? resizeSplit(layout, drag.firstPane, drag.secondPane, drag.ratio) : layout
  const tab = shown.tabs.find((one) => one.tabId === shown.activeTab)
  if (!tab) return null
  const zoomed = zoomedPane(tab)
  const root = zoomed === null ? tab.root : ({ kind: 'leaf', paneId: zoomed } as const)
  const { panes, dividers } = layoutRects(root)
  return (
    <div ref={measure} className="panes" data-count={panes.length} data-zoomed={zoomed !== null}>
      {panes.map(({ paneId, rect }) => (
        <div key={paneId} className="pane-place" style={place(rect)}>
          <Pane paneId={paneId} isFocused={tab.focused === paneId} />
        </div>
      ))}
      <DropZones panes={panes} />
      {dividers.map((divider) => (
        <PaneDivider key={`${divider.firstPane} ${divider.secondPane}`} divider={divider} />
      ))}
    </div>
  )
}

/** Main splits panes and must know how much there is of each. */
function watchArea(element: HTMLElement | null, commands: Commands): (() => void) | undefined {
  if (!element) return undefined
  const observer = new ResizeObserver(() => {
    commands.tellPanesArea({ width: element.clientWidth, height: element.clientHeight })
  })
  observer.observe(element)
  return () => observer.disconnect()
}

const percent = (share: number): string => `${share * 100}%`

const place = (rect: Rect): CSSProperties => ({
  left: percent(rect.left),
  top: percent(rect.top),
  width: percent(rect.width),
  height: percent(rect.height),
})
