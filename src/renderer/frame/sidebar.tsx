import type { KeyboardEvent } from 'react'
import { useView } from '../services.ts'
import { familiesOf, type FamilyNode } from '../state/families.ts'
import { count } from '../state/words.ts'
import { AgentRow } from './agent-row.tsx'
import './sidebar.css'

/** All families as a tree. */
export function Sidebar() {
  const agents = useView((view) => view.agents)
  const { current, earlier } = familiesOf(agents)
  return (
    <aside className="sidebar" data-region="sidebar" aria-label="Agents">
      {(current.length > 0 || earlier.length === 0) && (
        <Group title="Families" note={count(agents.length, 'agent')} roots={current} />
      )}
      {earlier.length > 0 && <Group title="Earlier" note="" roots={earlier} />}
    </aside>
  )
}

function Group({ title, note, roots }: { title: string; note: string; roots: readonly FamilyNode[] }) {
  return (
    <section>
      <h2 className="section-title">
        {title}
        <span className="section-note">{note}</span>
      </h2>
      <ul role="tree" aria-label={title} onKeyDown={moveInTree}>
        {roots.map((root, index) => (
          <AgentRow key={root.agent.conversationId} node={root} level={1} isFirst={index === 0} />
        ))}
      </ul>
    </section>
  )
}

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
