import { ChevronRight } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { showKeys } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { useServices, useView } from '../services.ts'
import { inHeldOrder } from '../state/held-order.ts'
import { pillRowOf, rollUp } from '../state/pill-order.ts'
import { Pill } from './pill.tsx'
import './pills.css'

/** The family of the focused agent: parent first, then its children, who needs a person first. */
export function PillBar() {
  const { isMac, commands } = useServices()
  const view = useView((whole) => whole)
  const row = pillRowOf(view)
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const keys = useKeys('next-pill')
  if (!row) return null
  const children = inHeldOrder(row.children, held, (one) => one.conversationId)
  const isCurrent = (id: string) => id === row.current.conversationId
  return (
    <nav className="pills" aria-label={`Family of ${row.parent.name}`}>
      <div
        className="pill-scroll"
        role="toolbar"
        aria-label="Agents of this family"
        onKeyDown={moveAlongPills}
        onPointerEnter={() => setHeld(row.children.map((one) => one.conversationId))}
        onPointerLeave={() => setHeld(null)}
        onWheel={(event) => {
          // a wheel without a sideways axis scrolls the row
          if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY
        }}
      >
        {row.crumbs.map((crumb) => (
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
          agent={row.parent}
          role="parent"
          isCurrent={isCurrent(row.parent.conversationId)}
          below={null}
        />
        {row.children.length > 0 && <span className="pill-divider" aria-hidden />}
        {children.map((child) => (
          <Pill
            key={child.conversationId}
            agent={child}
            role="child"
            isCurrent={isCurrent(child.conversationId)}
            below={rollUp(view.agents, child)}
          />
        ))}
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
