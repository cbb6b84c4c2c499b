import type { AgentView } from '../../shared/contract/app.ts'
import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { statusLooks, type Tone } from '../design/status-look.ts'

/** A stretch of an agent's time; `from` and `to` are shares of the whole picture. */
export type LanePart = {
  readonly from: number
  readonly to: number
  readonly tone: Tone
  readonly isRest: boolean
  readonly word: string
}

/** One agent's line; `parts` in the order of time. */
export type Lane = { readonly agent: AgentView; readonly parts: readonly LanePart[] }

/** A message between two lanes of the picture, by their numbers. */
export type LaneArrow = {
  readonly id: number
  readonly at: number
  readonly from: number
  readonly to: number
  readonly hasWoken: boolean
}

/** A line across all lanes, with its time. */
export type LaneTick = { readonly share: number; readonly at: number }

export type FamilyPicture = {
  readonly from: number
  readonly to: number
  readonly lanes: readonly Lane[]
  readonly arrows: readonly LaneArrow[]
  readonly ticks: readonly LaneTick[]
}

type State = { readonly tone: Tone; readonly isRest: boolean; readonly word: string }

const statesOfKinds: Readonly<Partial<Record<ActivityEntry['kind'], State>>> = {
  started: { tone: 'working', isRest: false, word: 'working' },
  woken: { tone: 'working', isRest: false, word: 'working' },
  'follow-up': { tone: 'remote', isRest: false, word: 'working' },
  blocked: { tone: 'blocked', isRest: false, word: 'waiting for you' },
  asleep: { tone: 'dormant', isRest: true, word: 'asleep' },
  failed: { tone: 'failed', isRest: true, word: 'failed' },
  killed: { tone: 'idle', isRest: true, word: 'killed' },
}

const restTones: ReadonlySet<Tone> = new Set(['idle', 'dormant', 'done', 'failed'])
const minute = 60_000
const wokenWithinMs = 2 * minute
const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440, 2_880].map((many) => many * minute)
const ticksMost = 4

/**
 * Who worked, slept and was woken by whom within `span` (or as long as the family lives): a picture made of what the
 * activity tells. The end of each line is the agent's state now, which is always right.
 */
export function familyPicture(
  members: readonly AgentView[],
  entries: readonly ActivityEntry[],
  now: number,
  span = 60 * minute,
): FamilyPicture {
  const born = Math.min(...members.map((one) => one.createdAt))
  const from = Math.max(now - span, Math.min(born, now - 5 * minute))
  const share = (at: number): number => Math.min(1, Math.max(0, (at - from) / (now - from)))
  const ofAgent = byAgent(entries)
  const lanes = members.map((agent): Lane => {
    const own = ofAgent.get(agent.conversationId) ?? []
    return { agent, parts: laneParts(agent, own, { from, now, share }) }
  })
  const arrows = arrowsOf(members, entries, from, share)
  return { from, to: now, lanes, arrows, ticks: ticksOf(from, now) }
}

/** Whole hours, quarters or minutes, so many that they do not run into one another. */
function ticksOf(from: number, to: number): readonly LaneTick[] {
  const step = tickSteps.find((one) => (to - from) / one <= ticksMost) ?? 7 * 1_440 * minute
  const offset = new Date(from).getTimezoneOffset() * minute // midnight is a whole day where the clock hangs
  const first = Math.ceil((from - offset) / step) * step + offset
  const ticks: LaneTick[] = []
  for (let at = first; at < to; at += step) ticks.push({ at, share: (at - from) / (to - from) })
  return ticks
}

function laneParts(
  agent: AgentView,
  own: readonly ActivityEntry[],
  { from, now, share }: { from: number; now: number; share: (at: number) => number },
): readonly LanePart[] {
  const changes = own.flatMap((entry) => {
    const state = statesOfKinds[entry.kind]
    return state ? [{ at: entry.at, state }] : []
  })
  const { tone, word } = statusLooks[agent.status]
  const last = changes.at(-1)
  // What the activity said last may be older than what is known now.
  if (!last || last.state.tone !== tone) {
    const at = Math.max(agent.changedAt, last?.at ?? agent.createdAt)
    changes.push({ at, state: { tone, isRest: restTones.has(tone), word } })
  }
  const parts: LanePart[] = []
  for (const [index, { at, state }] of changes.entries()) {
    const end = changes[index + 1]?.at ?? now
    if (end <= from || end < at || (end === at && end !== now)) continue
    const before = parts.at(-1)
    const part = { from: share(at), to: share(end), ...state }
    if (before && before.tone === state.tone) parts[parts.length - 1] = { ...before, to: part.to }
    else parts.push(part)
  }
  return parts
}

function arrowsOf(
  members: readonly AgentView[],
  entries: readonly ActivityEntry[],
  from: number,
  share: (at: number) => number,
): readonly LaneArrow[] {
  const laneOfName = new Map(members.map((one, index) => [one.name, index]))
  const laneOfId = new Map(members.map((one, index) => [one.conversationId as string, index]))
  const wakes = byAgent(entries.filter((entry) => entry.kind === 'woken'))
  return entries.flatMap((entry): LaneArrow[] => {
    if (entry.kind !== 'message' || entry.at < from || entry.conversationId === null) return []
    const to = laneOfId.get(entry.conversationId)
    const sender = laneOfName.get(entry.title.split(' → ')[0] ?? '')
    if (to === undefined || sender === undefined || sender === to) return []
    const hasWoken = (wakes.get(entry.conversationId) ?? []).some(
      (wake) => wake.at >= entry.at && wake.at - entry.at < wokenWithinMs,
    )
    return [{ id: entry.id, at: share(entry.at), from: sender, to, hasWoken }]
  })
}

function byAgent(entries: readonly ActivityEntry[]): ReadonlyMap<string | null, readonly ActivityEntry[]> {
  const agents = new Map<string | null, ActivityEntry[]>()
  for (const entry of entries) {
    const known = agents.get(entry.conversationId)
    if (known) known.push(entry)
    else agents.set(entry.conversationId, [entry])
  }
  return agents
}

/** The picture in words, for those who do not see it. */
export function describePicture({ lanes, arrows }: FamilyPicture): string {
  const states = lanes.map(({ agent }) => `${agent.name} is ${statusLooks[agent.status].word}`).join(', ')
  const woke = arrows.filter((arrow) => arrow.hasWoken).length
  return `${states}. Messages between them: ${arrows.length}; wakes they led to: ${woke}.`
}
