import { memo } from 'react'
import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { ActivityIcon } from '../frame/activity-icon.tsx'
import { useServices, useView, useWindow } from '../services.ts'
import { findAgent } from '../state/families.ts'
import { formatDay, formatTime, isSameDay } from '../state/words.ts'
import { AnswerBar } from './answer-bar.tsx'

type Props = {
  /** Null while it is read. */
  readonly entry: ActivityEntry | null
  /** The one above it; a day begins where theirs differ. */
  readonly newer: ActivityEntry | null
}

/** One thing that happened; a click goes to the place in its agent's scrollback. */
export const TimelineEntry = memo(function TimelineEntry({ entry, newer }: Props) {
  const { commands } = useServices()
  const day = useWindow(({ now }) =>
    entry && !isSameDay(entry.at, newer?.at ?? now) ? formatDay(entry.at, now) : null,
  )
  const agent = useView((view) => findAgent(view.agents, entry?.conversationId ?? null))
  if (!entry) return <div className="entry entry-unread" aria-busy="true" />
  const name = agent && entry.title.includes(agent.name) ? agent.name : null
  const [before, after] = name ? splitOnce(entry.title, name) : [entry.title, '']
  const isAsking = entry.kind === 'blocked' && agent?.status === 'blocked' && agent.ask !== null
  const title = (
    <>
      {before}
      {name && <b className="entry-agent">{name}</b>}
      {after}
    </>
  )
  return (
    <>
      {day && <h2 className="entry-day">{day}</h2>}
      <div className="entry" data-kind={entry.kind}>
        <time className="tabular" dateTime={new Date(entry.at).toISOString()}>
          {formatTime(entry.at)}
        </time>
        <ActivityIcon kind={entry.kind} />
        {agent ? (
          <button
            type="button"
            className="entry-title entry-open"
            title={`Show where it happened in ${agent.name}`}
            onClick={() => void commands.goToPlace(agent, entry.id)}
          >
            {title}
          </button>
        ) : (
          <p className="entry-title">{title}</p>
        )}
        {entry.why && <p className="entry-why">{entry.why}</p>}
        {entry.facts && (
          <details className="entry-facts">
            <summary>Facts</summary>
            {entry.facts}
          </details>
        )}
        {isAsking && <AnswerBar agent={agent} />}
      </div>
    </>
  )
})

const splitOnce = (text: string, part: string): readonly [string, string] => {
  const at = text.indexOf(part)
  return [text.slice(0, at), text.slice(at + part.length)]
}
