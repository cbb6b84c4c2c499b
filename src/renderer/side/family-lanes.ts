import type { ActivityEntry, AgentView } from '../../shared/contract/app.ts'
import { statusLooks, type Tone } from '../design/status-look.ts'
import { familyEntriesMax } from '../limits.ts'

/** A stretch of an agent's time; `from` and `to` are shares of the whole picture. */
export type LanePart = {
  readonly from: number
  readonly to: number
  readonly tone: Tone
  readonly isRest: boolean
}

/** One agent's line; `parts` in the order of time. */
export type Lane = { readonly agent: AgentView; readonly parts: readonly LanePart[] }

/** A message between two lanes of the picture, by their numbers. */
export type LaneArrow = {
  readonly at: number
  readonly from: number
  readonly to: number
  readonly hasWoken: boolean
}

export type FamilyPicture = {
  readonly from: number
  readonly to: number
  readonly lanes: readonly Lane[]
  readonly arrows: readonly LaneArrow[]
}

type State = { readonly tone: Tone; readonly isRest: boolean }

const statesOfKinds: Readonly<Partial<Record<ActivityEntry['kind'], State>>> = {
  started: { tone: 'working', isRest: false },
  woken: { tone: 'working', isRest: false },
  'follow-up': { tone: 'remote', isRest: false },
  blocked: { tone: 'blocked', isRest: false },
  asleep: { tone: 'dormant', isRest: true },
  failed: { tone: 'failed', isRest: true },
  killed: { tone: 'idle', isRest: true },
}

const restTones: ReadonlySet<Tone> = new Set(['idle', 'dormant', 'done', 'failed'])
const minute = 60_000
const wokenWithinMs = 2 * minute

/**
 * Who worked, slept and was woken by whom within the last hour (or as long as the family lives): a picture made of what
 * the activity tells. The end of each line is the agent's state now, which is always right.
 */
export function familyPicture(
  members: readonly AgentView[],
  entries: readonly ActivityEntry[],
  now: number,
): FamilyPicture {
  const latest = entries.slice(-familyEntriesMax)
  const born = Math.min(...members.map((one) => one.createdAt))
  const from = Math.max(now - 60 * minute, Math.min(born, now - 5 * minute))
  const share = (at: number): number => Math.min(1, Math.max(0, (at - from) / (now - from)))
  const lanes = members.map((agent): Lane => {
    const own = latest.filter((entry) => entry.conversationId === agent.conversationId)
    return { agent, parts: laneParts(agent, own, { from, now, share }) }
  })
  return { from, to: now, lanes, arrows: arrowsOf(members, latest, from, share) }
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
  const { tone } = statusLooks[agent.status]
  const last = changes.at(-1)
  // What the activity said last may be older than what is known now.
  if (!last || last.state.tone !== tone) {
    const at = Math.max(agent.changedAt, last?.at ?? agent.createdAt)
    changes.push({ at, state: { tone, isRest: restTones.has(tone) } })
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
  return entries.flatMap((entry) => {
    if (entry.kind !== 'message' || entry.at < from || entry.conversationId === null) return []
    const to = laneOfId.get(entry.conversationId)
    const sender = laneOfName.get(entry.title.split(' → ')[0] ?? '')
    if (to === undefined || sender === undefined || sender === to) return []
    const isItsWake = (one: ActivityEntry): boolean =>
      one.kind === 'woken' &&
      one.conversationId === entry.conversationId &&
      one.at >= entry.at &&
      one.at - entry.at < wokenWithinMs
    return [{ at: share(entry.at), from: sender, to, hasWoken: entries.some(isItsWake) }]
  })
}

/** The picture in words, for those who do not see it. */
export function describePicture({ lanes, arrows }: FamilyPicture): string {
  const states = lanes.map(({ agent }) => `${agent.name} is ${statusLooks[agent.status].word}`).join(', ')
  const woke = arrows.filter((arrow) => arrow.hasWoken).length
  return `${states}. Messages between them: ${arrows.length}; wakes they led to: ${woke}.`
}
