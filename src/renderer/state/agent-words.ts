import type { AgentView } from '../../shared/contract/app.ts'
import type { AgentStatus } from '../../shared/domain/agent-status.ts'
import { formatNext, lastPart } from './words.ts'

const restingStatuses: ReadonlySet<AgentStatus> = new Set(['dormant', 'idle', 'waiting', 'finished'])

/** What wakes an agent, as far as it is known: "message, webhook ci, 03:00". */
export function wakesOnWords(agent: Pick<AgentView, 'wakesOn'>, now: number): string {
  const sources = agent.wakesOn.map((source) => {
    const broken = source.problem === null ? '' : ' (broken)'
    if (source.nextAt !== null) return `${formatNext(source.nextAt, now)}${broken}`
    return `${sourceWords[source.kind] ?? source.kind} ${source.name}`.trim() + broken
  })
  return ['message', ...sources].join(', ')
}

const sourceWords: Readonly<Record<string, string>> = {
  schedule: 'schedule',
  webhook: 'webhook',
  file: 'changes',
  run: 'the end of',
  command: 'exit of',
}

/** The state's own words; for who rests what wakes it where that is more than a message, else what it was asked for. */
export function detailOf(agent: AgentView, now: number): string {
  const isArmed = restingStatuses.has(agent.status) && agent.wakesOn.length > 0 && !agent.isParked
  if (isArmed) return `wakes on ${wakesOnWords(agent, now)}`
  if (agent.detail === '') return firstLine(agent.task) // what it is about says more than nothing
  return agent.status === 'blocked' ? agent.detail.replace(/^asks: /, '') : agent.detail // its word says that it asks
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? ''

/**
 * Where it works, as far as that says more than its parent's place: "shop · main" at the top of a family, a branch
 * below it; empty when it works where its parent does, or elsewhere.
 */
export function placeOf(agent: AgentView, above: AgentView | null): string {
  if (agent.place === 'remote') return agent.at ?? ''
  const { directory, branch } = agent
  const isSame = above !== null && above.place === 'local' && above.directory === directory
  if (isSame && above.branch === branch) return ''
  const isBranchAlone =
    above !== null && above.place === 'local' && branch !== null && above.branch !== branch
  if (isBranchAlone) return branch
  const place = lastPart(directory)
  return [place, branch].filter((part, index) => part && (index === 0 || part !== place)).join(' · ')
}
