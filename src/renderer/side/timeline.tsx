import { useVirtualizer } from '@tanstack/react-virtual'
import { Download, Search } from 'lucide-react'
import { memo, useMemo, useRef } from 'react'
import type { ActivityEntry } from '../../shared/contract/app.ts'
import { IconButton } from '../design/icon-button.tsx'
import { Select } from '../design/select.tsx'
import { ActivityIcon } from '../frame/activity-icon.tsx'
import { useServices, useView, useWindow } from '../services.ts'
import { findAgent } from '../state/families.ts'
import { changeUi } from '../state/window-store.ts'
import { formatClock } from '../state/words.ts'
import { AnswerBar } from './answer-bar.tsx'
import { FamilyGraph } from './family-graph.tsx'
import { ScopeChoice } from './scope-choice.tsx'
import { activityAsText, filterActivity, kindGroups, type KindGroup } from './timeline-model.ts'
import { useScope } from './use-scope.ts'

const rowHeightGuess = 60
const groups = Object.entries(kindGroups).map(([value, label]) => ({ value: value as KindGroup, label })) // its own keys

/** What happened and why, the latest first; only what is on screen is drawn, however long it is. */
export function Timeline() {
  const { store, commands } = useServices()
  const filter = useWindow((state) => state.ui.activityFilter)
  const activity = useView((view) => view.activity)
  const { scope, members } = useScope()
  const entries = useMemo(() => filterActivity(activity, scope, filter), [activity, scope, filter])
  const list = useRef<HTMLDivElement>(null)
  // The page is built without the React compiler, which this rule is about.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeightGuess,
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 6,
  })
  return (
    <>
      {scope.kind !== 'all' && members.length > 0 && <FamilyGraph members={members} entries={activity} />}
      <div className="side-tools">
        <ScopeChoice />
        <span className="grow" />
        <Select
          label="Which kinds"
          value={filter.kinds}
          options={groups}
          testId="activity-kinds"
          onChange={(kinds) => changeUi(store, { activityFilter: { ...filter, kinds } })}
        />
        <IconButton
          label="Export what is listed"
          size="small"
          icon={<Download size={14} />}
          disabled={entries.length === 0}
          onClick={() => void commands.saveText('reveille-activity.jsonl', activityAsText(entries))}
        />
      </div>
      <label className="search-field side-search">
        <Search size={13} aria-hidden />
        <input
          aria-label="Search the activity"
          placeholder="Search what happened"
          value={filter.query}
          data-testid="activity-search"
          onChange={(event) => changeUi(store, { activityFilter: { ...filter, query: event.target.value } })}
        />
      </label>
      {entries.length === 0 && <p className="nothing">Nothing of this has happened here yet.</p>}
      <div className="entries" ref={list} tabIndex={0} role="region" aria-label="Entries">
        <ol className="entries-all" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const entry = entries[row.index]
            if (!entry) return null
            return (
              <li
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className="entry"
                data-kind={entry.kind}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <Entry entry={entry} />
              </li>
            )
          })}
        </ol>
      </div>
    </>
  )
}

const Entry = memo(function Entry({ entry }: { entry: ActivityEntry }) {
  const { commands, focusPane } = useServices()
  const now = useWindow((state) => state.now)
  const agent = useView((view) => findAgent(view.agents, entry.conversationId))
  const name = agent && entry.title.includes(agent.name) ? agent.name : null
  const [before, after] = name ? splitOnce(entry.title, name) : [entry.title, '']
  const isAsking = entry.kind === 'blocked' && agent?.status === 'blocked' && agent.ask !== null
  return (
    <>
      <time className="tabular" dateTime={new Date(entry.at).toISOString()}>
        {formatClock(entry.at, now)}
      </time>
      <ActivityIcon kind={entry.kind} />
      <p>
        {before}
        {agent && name && (
          <button
            type="button"
            className="entry-agent"
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
      {entry.facts && (
        <details className="entry-facts">
          <summary>facts</summary>
          {entry.facts}
        </details>
      )}
      {isAsking && <AnswerBar agent={agent} />}
    </>
  )
})

const splitOnce = (text: string, part: string): readonly [string, string] => {
  const at = text.indexOf(part)
  return [text.slice(0, at), text.slice(at + part.length)]
}
