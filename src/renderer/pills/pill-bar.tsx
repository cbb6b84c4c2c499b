import { ChevronRight } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { showKeys } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { useServices, useView } from '../services.ts'
import { isSamePillRow, pillRowOf, type PillRow } from '../state/pill-order.ts'
import { useStable } from '../state/use-stable.ts'
import { Pill } from './pill.tsx'
import { PillScroll } from './pill-scroll.tsx'
import './pills.css'

/** The family of the focused agent: the way down to it, the parent, then its children, who needs a person first. */
export function PillBar() {
  const agents = useView((view) => view.agents)
  const layout = useView((view) => view.layout)
  const row = useStable(pillRowOf({ agents, layout }), isSamePillRow)
  return row && <Row row={row} />
}

function Row({ row }: { row: PillRow }) {
  const { isMac, commands } = useServices()
  const keys = useKeys('next-pill')
  const { crumbs, parent, children, current } = row
  return (
    <nav className="pills" data-region="pills" aria-label={`Family of ${parent.name}`}>
      <div className="pill-row" role="toolbar" aria-label="Agents of this family" onKeyDown={moveAlongPills}>
        {crumbs.map((crumb) => (
          <button
            key={crumb.conversationId}
            type="button"
            className="crumb"
            onClick={() => void commands.reveal(crumb, 'swap')}
          >
            {crumb.name}
            <ChevronRight size={12} aria-hidden />
          </button>
        ))}
        <Pill
          agent={parent}
          role="parent"
          isCurrent={parent.conversationId === current.conversationId}
          below={null}
        />
        {children.length > 0 && <span className="pill-divider" aria-hidden />}
        {children.length > 0 && <PillScroll row={row} />}
      </div>
      {keys && (
        <span className="pill-keys" aria-hidden>
          <kbd className="keys">{showKeys(keys, isMac)}</kbd>
        </span>
      )}
    </nav>
  )
}

function moveAlongPills(event: KeyboardEvent<HTMLElement>): void {
  const pills = [...event.currentTarget.querySelectorAll<HTMLElement>('.pill')]
  const index = pills.findIndex((pill) => pill === document.activeElement)
  if (index === -1) return
  const last = pills.length - 1
  const target = {
    ArrowRight: pills[index === last ? 0 : index + 1],
    ArrowLeft: pills[index === 0 ? last : index - 1],
    Home: pills[0],
    End: pills[last],
  }[event.key]
  if (!target) return
  event.preventDefault()
  target.focus()
}
