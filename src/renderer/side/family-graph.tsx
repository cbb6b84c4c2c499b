import { useMemo, type CSSProperties, type PointerEvent } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import type { ActivityQuery } from '../../shared/domain/activity.ts'
import { useServices, useWindow } from '../services.ts'
import { changeUi } from '../state/window-store.ts'
import { formatHour } from '../state/words.ts'
import { familyLanesMax } from '../limits.ts'
import {
  describePicture,
  familyPicture,
  type FamilyPicture,
  type Lane,
  type LaneArrow,
} from './family-lanes.ts'
import { graphSpans } from './graph-spans.ts'
import { activityQuery, type ActivityScope } from './timeline-model.ts'
import { useRecentActivity } from './use-activity-list.ts'

const hourMs = 3_600_000
type Props = {
  readonly members: readonly AgentView[]
  readonly scope: ActivityScope
  /** Somebody pointed at a time. */
  readonly onTime: (at: number) => void
}

/** The root, and those who moved last, in the order of the family. */
function liveliest(members: readonly AgentView[]): readonly AgentView[] {
  const [root] = members
  const latest = members.slice(1).toSorted((one, other) => other.changedAt - one.changedAt)
  const chosen = new Set([root, ...latest.slice(0, familyLanesMax - 1)])
  return members.filter((one) => chosen.has(one))
}

/** Who worked, slept and was woken by whom: the last hours of a family at a glance. */
export function FamilyGraph({ members, scope, onTime }: Props) {
  const { store } = useServices()
  const now = useWindow((state) => state.now)
  const hours = useWindow((state) => state.ui.graphHours)
  const shown = useMemo(() => liveliest(members), [members])
  const entries = useRecentActivity(useFamilyQuery(members, scope, hours))
  const picture = useMemo(
    () => familyPicture(shown, entries, now, hours * hourMs),
    [shown, entries, now, hours],
  )
  const hidden = members.length - shown.length
  return (
    <figure className="graph">
      <figcaption className="graph-head">
        <span className="grow truncate" title="Who worked, slept and was woken by whom">
          {hidden > 0 ? `The ${shown.length} who moved last` : 'Who was at what'}
        </span>
        <span className="scope" role="group" aria-label="How far back">
          {graphSpans.map((span) => (
            <button
              key={span.hours}
              type="button"
              aria-pressed={span.hours === hours}
              onClick={() => changeUi(store, { graphHours: span.hours })}
            >
              {span.label}
            </button>
          ))}
        </span>
      </figcaption>
      <div className="graph-body">
        <Names lanes={picture.lanes} />
        <Lanes picture={picture} now={now} onTime={onTime} />
      </div>
    </figure>
  )
}

/** Told anew only when other agents are meant or another span is. */
function useFamilyQuery(members: readonly AgentView[], scope: ActivityScope, hours: number): ActivityQuery {
  const whom = members.map((one) => one.conversationId).join(' ')
  return useMemo(
    () => {
      const since = Date.now() - hours * hourMs
      const ids = members.map((one) => one.conversationId)
      return activityQuery(scope, ids, { kinds: 'all', query: '' }, since)
    },
    // `whom` stands for `members`, which are new at each change of one of them
    // oxlint-disable-next-line react/exhaustive-deps
    [scope.kind, whom, hours],
  )
}

const Names = ({ lanes }: { lanes: readonly Lane[] }) => (
  <div className="graph-names" aria-hidden>
    {lanes.map(({ agent }) => (
      <div key={agent.conversationId} className="graph-name truncate" title={agent.name}>
        {agent.name}
      </div>
    ))}
  </div>
)

type LanesProps = {
  readonly picture: FamilyPicture
  readonly now: number
  readonly onTime: (at: number) => void
}

function Lanes({ picture, now, onTime }: LanesProps) {
  const { lanes, arrows, ticks, from, to } = picture
  const point = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    onTime(from + ((event.clientX - box.left) / box.width) * (to - from))
  }
  return (
    <div
      className="graph-lanes"
      role="img"
      aria-label={describePicture(picture)}
      title="Click a time to see what happened then"
      style={{ '--lanes': lanes.length } as CSSProperties}
      onPointerUp={point}
    >
      {ticks.map((tick) => (
        <span key={tick.at} className="graph-tick" style={{ left: percent(tick.share) }}>
          <span className="tabular">{formatHour(tick.at, now)}</span>
        </span>
      ))}
      {lanes.map((lane) => (
        <div key={lane.agent.conversationId} className="graph-lane">
          {lane.parts.map((part) => (
            <span
              key={`${part.from} ${part.tone}`}
              className="graph-part"
              data-tone={part.tone}
              data-rest={part.isRest}
              title={`${lane.agent.name}: ${part.word}`}
              style={{ left: percent(part.from), width: percent(part.to - part.from) }}
            />
          ))}
        </div>
      ))}
      {arrows.map((arrow) => (
        <span key={arrow.id} className="graph-arrow" data-woken={arrow.hasWoken} style={arrowPlace(arrow)} />
      ))}
    </div>
  )
}

const percent = (share: number): string => `${share * 100}%`

/** From the middle of one lane to the edge of another; the sheet draws its head at the end that `--turn` says. */
function arrowPlace({ at, from, to }: LaneArrow): CSSProperties {
  const isDown = to > from
  return {
    left: percent(at),
    '--first': Math.min(from, to),
    '--span': Math.abs(to - from),
    '--turn': isDown ? 1 : -1,
  } as CSSProperties
}
