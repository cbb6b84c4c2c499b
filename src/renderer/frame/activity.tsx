import { memo, useMemo } from 'react'
import type { ActivityEntry, AppView } from '../../shared/contract/app.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { findAgent, rootOf } from '../state/families.ts'
import { agentInView } from '../state/pill-order.ts'
import { changeUi } from '../state/window-store.ts'
import { formatClock } from '../state/words.ts'
import { ActivityIcon } from './activity-icon.tsx'
import './activity.css'

/** What happened and why, the latest first. */
export function Activity() {
  const { store } = useServices()
  const scope = useWindow((state) => state.ui.activityScope)
  const activity = useView((view) => view.activity)
  const familyId = useView(familyInView)
  const entries = useMemo(
    () =>
      activity
        .filter((entry) => scope === 'all' || familyId === null || entry.familyId === familyId)
        .toReversed(),
    [activity, scope, familyId],
  )
  return (
    <aside className="activity" data-region="activity" data-testid="activity" aria-label="Activity">
      <h2 className="section-title">
        Activity
        <span className="scope" role="group" aria-label="Whose activity">
          {(['family', 'all'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={scope === one}
              onClick={() => changeUi(store, { activityScope: one })}
            >
              {one === 'family' ? 'This family' : 'All'}
            </button>
          ))}
        </span>
      </h2>
      {entries.length === 0 && <p className="nothing">Nothing has happened here yet.</p>}
      <ol className="entries" tabIndex={0} aria-label="Entries">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
    </aside>
  )
}

const Entry = memo(function Entry({ entry }: { entry: ActivityEntry }) {
  const { commands, focusPane } = useServices()
  const now = useWindow((state) => state.now)
  const agent = useView((view) => findAgent(view.agents, entry.conversationId))
  const name = agent && entry.title.includes(agent.name) ? agent.name : null
  const [before, after] = name ? splitOnce(entry.title, name) : [entry.title, '']
  return (
    <li className="entry" data-kind={entry.kind}>
      <time className="tabular">{formatClock(entry.at, now)}</time>
      <ActivityIcon kind={entry.kind} />
      <p>
        {before}
        {agent && name && (
          <button
            type="button"
            className="entry-agent"
            tabIndex={-1}
            onClick={() =>
              void commands.reveal(agent, 'swap').then((isShown) => isShown && focusPane(agent.paneId))
            }
          >
            {name}
          </button>
        )}
        {after}
      </p>
      {entry.why && <p className="entry-why">{entry.why}</p>}
    </li>
  )
})

const splitOnce = (text: string, part: string): readonly [string, string] => {
  const at = text.indexOf(part)
  return [text.slice(0, at), text.slice(at + part.length)]
}

const familyInView = (view: AppView) => {
  const agent = agentInView(view)
  return agent ? rootOf(view.agents, agent).conversationId : null
}
