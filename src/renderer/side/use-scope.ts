import { useMemo } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { useView, useWindow } from '../services.ts'
import { rootOf } from '../state/families.ts'
import { agentInView, walkFamily } from '../state/pill-order.ts'
import type { ActivityScope } from './timeline-model.ts'

type Scope = {
  readonly scope: ActivityScope
  readonly members: readonly AgentView[]
  readonly current: AgentView | undefined
}

/** Whose things the column shows: of the agent in view, of its family, of all. */
export function useScope(): Scope {
  const wanted = useWindow((state) => state.ui.activityScope)
  const agents = useView((view) => view.agents)
  const current = useView(agentInView)
  return useMemo((): Scope => {
    if (!current || wanted === 'all') return { scope: { kind: 'all' }, members: agents, current }
    const { conversationId } = current
    if (wanted === 'agent') return { scope: { kind: 'agent', conversationId }, members: [current], current }
    const familyId = rootOf(agents, current).conversationId
    // in the order in which they were started, whatever the order of their pills
    const family = new Set(walkFamily(agents, rootOf(agents, current)))
    const members = agents.filter((agent) => family.has(agent))
    return { scope: { kind: 'family', familyId }, members, current }
  }, [wanted, agents, current])
}
