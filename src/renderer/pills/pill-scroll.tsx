import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { attentionOrder } from '../../shared/domain/agent-status.ts'
import { statusLooks } from '../design/status-look.ts'
import { inHeldOrder } from '../state/held-order.ts'
import type { PillChild, PillRow } from '../state/pill-order.ts'
import { count } from '../state/words.ts'
import { Pill } from './pill.tsx'

const widthGuess = 132
const wordyWidth = 158 // of a pill with its word, on the average
const gap = 6

/** The children: those that fit, and how many more there are on either side. Their words go when it gets narrow. */
export function PillScroll({ row }: { row: PillRow }) {
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const [width, setWidth] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  const children = inHeldOrder(row.children, held, (one) => one.agent.conversationId)
  const isDense = width > 0 && children.length * wordyWidth > width
  // The page is built without the React compiler, which this rule is about.
  // oxlint-disable-next-line react/incompatible-library
  const shown = useVirtualizer({
    count: children.length,
    horizontal: true,
    getScrollElement: () => scroller.current,
    estimateSize: () => widthGuess,
    getItemKey: (index) => children[index]?.agent.conversationId ?? index,
    gap,
    overscan: 4,
    onChange: ({ scrollRect }) => setWidth(scrollRect?.width ?? 0),
  })
  const currentIndex = children.findIndex((one) => one.agent.conversationId === row.current.conversationId)
  useEffect(() => {
    if (currentIndex >= 0) shown.scrollToIndex(currentIndex)
  }, [currentIndex, shown])
  const offset = shown.scrollOffset ?? 0
  const items = shown
    .getVirtualItems()
    .filter((item) => item.end > offset + 24 && item.start < offset + width - 24)
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? children.length - 1]
  const hasSize = width > 0
  const before = hasSize ? children.slice(0, first) : []
  const behind = hasSize ? children.slice(last + 1) : []
  const page = (direction: 1 | -1): void =>
    scroller.current?.scrollBy({ left: direction * width * 0.8, behavior: 'smooth' })
  return (
    <>
      {before.length > 0 && <More side="left" hidden={before} onClick={() => page(-1)} />}
      <div
        ref={scroller}
        className="pill-scroll"
        data-dense={isDense}
        data-before={before.length > 0}
        data-behind={behind.length > 0}
        onPointerEnter={() => setHeld(row.children.map((one) => one.agent.conversationId))}
        onPointerLeave={() => setHeld(null)}
        onWheel={(event) => {
          // a wheel without a sideways axis scrolls the row
          if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY
        }}
      >
        <div className="pill-list" style={{ width: shown.getTotalSize() }}>
          {shown.getVirtualItems().map(({ key, index, start }) => {
            const child = children[index]
            if (!child) return null
            return (
              <div
                key={key}
                ref={shown.measureElement}
                data-index={index}
                className="pill-place"
                style={{ transform: `translateX(${start}px)` }}
              >
                <Pill
                  agent={child.agent}
                  role="child"
                  isCurrent={index === currentIndex}
                  below={child.below}
                />
              </div>
            )
          })}
        </div>
      </div>
      {behind.length > 0 && <More side="right" hidden={behind} onClick={() => page(1)} />}
    </>
  )
}

type MoreProps = {
  readonly side: 'left' | 'right'
  readonly hidden: readonly PillChild[]
  readonly onClick: () => void
}

/** How many are out of sight on a side, in the colour of whoever of them needs a look most. */
function More({ side, hidden, onClick }: MoreProps) {
  const worst = hidden
    .map((one) => one.agent)
    .toSorted((one, other) => attentionOrder[one.status] - attentionOrder[other.status])[0] as AgentView // not empty
  const { tone, word } = statusLooks[worst.status]
  const label = `${count(hidden.length, 'more agent')} on the ${side}, the first of them ${word}`
  return (
    <button
      type="button"
      className="pill-more tabular"
      data-tone={tone}
      aria-label={label}
      title={label}
      tabIndex={-1}
      onClick={onClick}
    >
      {side === 'left' && <ChevronLeft size={13} aria-hidden />}
      {hidden.length}
      {side === 'right' && <ChevronRight size={13} aria-hidden />}
    </button>
  )
}
