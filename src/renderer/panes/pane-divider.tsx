import type { KeyboardEvent, PointerEvent } from 'react'
import { useServices } from '../services.ts'
import type { Divider } from '../../shared/domain/layout-rects.ts'
import { changeUi } from '../state/window-store.ts'
import './pane-divider.css'

const keyStep = 0.02
const smallest = 0.05

/** The line between two panes: dragged, moved with the arrow keys, halved with a double click. */
export function PaneDivider({ divider }: { divider: Divider }) {
  const { store, commands } = useServices()
  const { direction, ratio, rect, firstPane, secondPane } = divider
  const isRow = direction === 'row'

  const ratioAt = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect()
    if (!box) return ratio
    const at = isRow ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height
    const [from, size] = isRow ? [rect.left, rect.width] : [rect.top, rect.height]
    return bound((at - from) / size)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -keyStep, ArrowUp: -keyStep, ArrowRight: keyStep, ArrowDown: keyStep }[
      event.key
    ]
    if (step === undefined) return
    event.preventDefault()
    void commands.resizeSplit(firstPane, secondPane, bound(ratio + step))
  }
  const line = isRow
    ? { left: rect.left + rect.width * ratio, top: rect.top, height: rect.height }
    : { top: rect.top + rect.height * ratio, left: rect.left, width: rect.width }
  return (
    <div
      className="pane-divider"
      role="separator"
      tabIndex={0}
      data-direction={direction}
      aria-label={isRow ? 'Width of the panes' : 'Height of the panes'}
      aria-orientation={isRow ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(ratio * 100)}
      aria-valuemin={smallest * 100}
      aria-valuemax={100 - smallest * 100}
      style={Object.fromEntries(Object.entries(line).map(([side, share]) => [side, `${share * 100}%`]))}
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
        changeUi(store, { dividerDrag: { firstPane, secondPane, ratio: ratioAt(event) } })
      }}
      onPointerUp={(event) => {
        if (store.getState().ui.dividerDrag) void commands.resizeSplit(firstPane, secondPane, ratioAt(event))
      }}
      onPointerCancel={() => changeUi(store, { dividerDrag: null })}
      onDoubleClick={() => void commands.resizeSplit(firstPane, secondPane, 0.5)}
      onKeyDown={onKeyDown}
    />
  )
}

const bound = (ratio: number): number => Math.min(1 - smallest, Math.max(smallest, ratio))
