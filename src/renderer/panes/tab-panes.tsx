import type { CSSProperties } from 'react'
import { resizeSplit } from '../../shared/domain/layout.ts'
import { useView, useWindow } from '../services.ts'
import { layoutRects, type Rect } from '../state/layout-rects.ts'
import { PaneDivider } from './pane-divider.tsx'
import { Pane } from './pane.tsx'
import './panes.css'

/** The panes of the active tab, side by side in the page whatever their tree is. */
export function TabPanes() {
  const layout = useView((view) => view.layout)
  const drag = useWindow((state) => state.ui.dividerDrag)
  const shown = drag ? resizeSplit(layout, drag.firstPane, drag.secondPane, drag.ratio) : layout
  const tab = shown.tabs.find((one) => one.tabId === shown.activeTab)
  if (!tab) return null
  const { panes, dividers } = layoutRects(tab.root)
  return (
    <div className="panes" data-count={panes.length}>
      {panes.map(({ paneId, rect }) => (
        <div key={paneId} className="pane-place" style={place(rect)}>
          <Pane paneId={paneId} isFocused={tab.focused === paneId} />
        </div>
      ))}
      {dividers.map((divider) => (
        <PaneDivider key={`${divider.firstPane} ${divider.secondPane}`} divider={divider} />
      ))}
    </div>
  )
}

const percent = (share: number): string => `${share * 100}%`

const place = (rect: Rect): CSSProperties => ({
  left: percent(rect.left),
  top: percent(rect.top),
  width: percent(rect.width),
  height: percent(rect.height),
})
