import type { AgentStatus } from './agent-status.ts'
import type { ConversationId } from './ids.ts'

export const demoName = 'demo'
export const demoChildName = 'demo-child'

/** What is known of the demo's agents and of what happened to them. */
export type DemoFacts = {
  readonly agents: readonly {
    readonly conversationId: ConversationId
    readonly parentId: ConversationId | null
    readonly name: string
    readonly harness: string
    readonly status: AgentStatus
  }[]
  readonly activity: readonly { readonly kind: string; readonly conversationId: ConversationId | null }[]
}

/** How far a person has come in the guided demo. */
export type DemoStep = 'starting' | 'asleep' | 'waking' | 'woken' | 'restarted'

/** The demo's family, or null when there is none. */
export function findDemo(facts: Pick<DemoFacts, 'agents'>) {
  const lead = facts.agents.find(
    (one) => one.name === demoName && one.harness === 'command' && one.parentId === null,
  )
  if (!lead) return null
  const child = facts.agents.find((one) => one.name === demoChildName && one.parentId === lead.conversationId)
  return { lead, child: child ?? null }
}

/** Made of what happened alone, so that it survives the restart it asks for. */
export function demoStep(facts: DemoFacts): DemoStep | null {
  const demo = findDemo(facts)
  if (!demo) return null
  const { child } = demo
  if (!child) return 'starting'
  const own = facts.activity.filter((entry) => entry.conversationId === child.conversationId)
  const woken = own.findLastIndex((entry) => entry.kind === 'woken')
  if (own.findLastIndex((entry) => entry.kind === 'restored') > woken && woken !== -1) return 'restarted'
  if (child.status === 'waking' || (woken !== -1 && child.status === 'working')) return 'waking'
  if (woken !== -1) return 'woken'
  return child.status === 'dormant' || child.status === 'waiting' ? 'asleep' : 'starting'
}
