import { attentionOrder } from '../../shared/domain/agent-status.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { FamilyNode } from './families.ts'
import { statusLooks } from '../design/status-look.ts'

/** Whoever works or rests keeps the place; only who needs a look moves up. */
const needs = (node: FamilyNode): number => Math.min(urgency(node), attentionOrder.working)

/** How urgently anybody of a family needs a person: lower is earlier. */
const urgency = (node: FamilyNode): number =>
  Math.min(attentionOrder[node.agent.status], ...node.children.map(urgency))

/** Families in the chosen order: who needs a person first, or as they were dragged; else as they were started. */
export function orderFamilies(
  roots: readonly FamilyNode[],
  how: 'attention' | 'manual',
  order: readonly ConversationId[],
): readonly FamilyNode[] {
  if (how === 'attention') {
    const inOrder = roots.map((root) => ({ ...root, children: orderFamilies(root.children, how, order) }))
    return inOrder.toSorted((one, other) => needs(one) - needs(other))
  }
  const place = (node: FamilyNode): number => {
    const index = order.indexOf(node.agent.conversationId)
    return index === -1 ? order.length : index
  }
  return roots.toSorted((one, other) => place(one) - place(other))
}

/** The order after one family was moved to where another one stands. */
export function moveFamily(
  order: readonly ConversationId[],
  moved: ConversationId,
  target: ConversationId,
): ConversationId[] {
  const [from, to] = [order.indexOf(moved), order.indexOf(target)]
  if (from === -1 || to === -1 || from === to) return [...order]
  const without = order.filter((id) => id !== moved)
  return without.toSpliced(to, 0, moved)
}

/** The families in which somebody fits all words of the query; who does not fit stays only above somebody who does. */
export function filterFamilies(roots: readonly FamilyNode[], query: string): readonly FamilyNode[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return roots
  const keep = (node: FamilyNode): readonly FamilyNode[] => {
    const { name, harness, model, directory, branch, status, detail } = node.agent
    const facts = [name, harness, model, directory, branch, statusLooks[status].word, detail]
    const text = facts.join(' ').toLowerCase()
    const children = node.children.flatMap(keep)
    return children.length > 0 || words.every((word) => text.includes(word)) ? [{ ...node, children }] : []
  }
  return roots.flatMap(keep)
}
