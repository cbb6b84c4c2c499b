import { useMemo } from 'react'
import type { ActivityEntry, AgentView } from '../../shared/contract/app.ts'
import { useWindow } from '../services.ts'
import { formatClock } from '../state/words.ts'
import { describePicture, familyPicture } from './family-lanes.ts'
import { familyLanesMax } from '../limits.ts'

const width = 280
const left = 62
const laneHeight = 15
const thickness = 6

type Props = { readonly members: readonly AgentView[]; readonly entries: readonly ActivityEntry[] }

/** The root, and those who moved last, in the order of the family. */
function liveliest(members: readonly AgentView[]): readonly AgentView[] {
  const [root] = members
  const latest = members.slice(1).toSorted((one, other) => other.changedAt - one.changedAt)
  const chosen = new Set([root, ...latest.slice(0, familyLanesMax - 1)])
  return members.filter((one) => chosen.has(one))
}

/** Who worked, slept and was woken by whom: the last hour of a family at a glance. */
export function FamilyGraph({ members, entries }: Props) {
  const now = useWindow((state) => state.now)
  const shown = useMemo(() => liveliest(members), [members])
  const picture = useMemo(() => familyPicture(shown, entries, now), [shown, entries, now])
  const x = (share: number): number => left + share * (width - left)
  const y = (lane: number): number => lane * laneHeight + 8
  const height = shown.length * laneHeight + 16
  return (
    <figure className="graph">
      <svg viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={describePicture(picture)}>
        {picture.lanes.map((lane, index) => (
          <g key={lane.agent.conversationId}>
            <text x={0} y={y(index) + 3.5} className="graph-name">
              {lane.agent.name.length > 9 ? `${lane.agent.name.slice(0, 8)}…` : lane.agent.name}
            </text>
            <line x1={left} x2={width} y1={y(index)} y2={y(index)} className="graph-rail" />
            {lane.parts.map((part) => (
              <rect
                key={`${part.from} ${part.tone}`}
                className="graph-part"
                data-tone={part.tone}
                data-rest={part.isRest}
                x={x(part.from)}
                y={y(index) - (part.isRest ? 1.5 : thickness / 2)}
                width={Math.max(1.5, x(part.to) - x(part.from) - 0.75)}
                height={part.isRest ? 3 : thickness}
                rx={part.isRest ? 1.5 : thickness / 2}
              />
            ))}
          </g>
        ))}
        {picture.arrows.map((arrow) => {
          const down = arrow.to > arrow.from ? 1 : -1
          const tip = y(arrow.to) - down * 4
          return (
            <path
              key={`${arrow.at} ${arrow.from} ${arrow.to}`}
              className="graph-arrow"
              data-woken={arrow.hasWoken}
              d={`M${x(arrow.at)} ${y(arrow.from) + down * 4}V${tip}m-2.5 ${-down * 3}l2.5 ${down * 3}l2.5 ${-down * 3}`}
            />
          )
        })}
        <text x={left} y={height - 1} className="graph-time">
          {formatClock(picture.from, now).slice(0, 5)}
        </text>
        <text x={width} y={height - 1} className="graph-time" textAnchor="end">
          {formatClock(picture.to, now).slice(0, 5)}
        </text>
      </svg>
      {members.length > familyLanesMax && (
        <figcaption>{members.length - familyLanesMax} more are not drawn</figcaption>
      )}
    </figure>
  )
}
