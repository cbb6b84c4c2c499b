import type { AgentView } from '../../shared/contract/app.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { Families, FamilyNode } from './families.ts'
import { inHeldOrder } from './held-order.ts'

/** The two halves of the tree: families with somebody alive, and those that are over. */
export type SidebarGroup = 'current' | 'earlier'

/** How one line of the tree is drawn at one depth: nothing, a line that passes, a branch to this row, the last one. */
export type Rail = 'none' | 'through' | 'branch' | 'last'

export type SidebarRow =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly group: SidebarGroup
      readonly count: number
      readonly isOpen: boolean
    }
  | {
      readonly kind: 'agent'
      readonly key: ConversationId
      readonly agent: AgentView
      /** Its parent, whose place need not be said again. */
      readonly above: AgentView | null
      /** 1 at the top of a family. */
      readonly depth: number
      readonly rails: readonly Rail[]
      readonly childCount: number
      readonly isOpen: boolean
      /** Of its siblings, from 1. */
      readonly position: number
      readonly siblings: number
    }

export type SidebarFolds = {
  readonly agents: ReadonlySet<ConversationId>
  readonly groups: ReadonlySet<SidebarGroup>
}

/** The tree as the rows that are shown, one after the other: what a list draws. */
export function sidebarRows(families: Families, folds: SidebarFolds): readonly SidebarRow[] {
  const rows: SidebarRow[] = []
  const addGroup = (group: SidebarGroup, roots: readonly FamilyNode[]): void => {
    const isOpen = !folds.groups.has(group)
    rows.push({ kind: 'group', key: group, group, count: countAll(roots), isOpen })
    if (isOpen) addNodes(roots, null, [])
  }
  const addNodes = (nodes: readonly FamilyNode[], above: AgentView | null, before: readonly Rail[]): void => {
    for (const [index, { agent, children }] of nodes.entries()) {
      const isLast = index === nodes.length - 1
      const isOpen = !folds.agents.has(agent.conversationId)
      const own: Rail = isLast ? 'last' : 'branch'
      const rails = above === null ? before : [...before, own]
      rows.push({
        ...{ kind: 'agent', key: agent.conversationId, agent, above, depth: rails.length + 1, rails, isOpen },
        ...{ childCount: children.length, position: index + 1, siblings: nodes.length },
      })
      if (!isOpen) continue
      addNodes(children, agent, above === null ? before : [...before, isLast ? 'none' : 'through'])
    }
  }
  if (families.current.length > 0 || families.earlier.length === 0) addGroup('current', families.current)
  if (families.earlier.length > 0) addGroup('earlier', families.earlier)
  return rows
}

/** Whether two rows are drawn the same. */
export function isSameRow(
  one: SidebarRow & { kind: 'agent' },
  other: SidebarRow & { kind: 'agent' },
): boolean {
  return (
    one.agent === other.agent &&
    one.isOpen === other.isOpen &&
    one.childCount === other.childCount &&
    one.position === other.position &&
    one.siblings === other.siblings &&
    one.above?.directory === other.above?.directory &&
    one.above?.branch === other.above?.branch &&
    one.rails.length === other.rails.length &&
    one.rails.every((rail, index) => rail === other.rails[index])
  )
}

/** The tree in the order that was held, at every depth: what is under the pointer does not move. */
export function holdTree(
  roots: readonly FamilyNode[],
  held: readonly string[] | null,
): readonly FamilyNode[] {
  if (held === null) return roots
  return inHeldOrder(roots, held, (node) => node.agent.conversationId).map((node) => ({
    ...node,
    children: holdTree(node.children, held),
  }))
}

const countAll = (roots: readonly FamilyNode[]): number =>
  roots.reduce((sum, root) => sum + 1 + countAll(root.children), 0)
