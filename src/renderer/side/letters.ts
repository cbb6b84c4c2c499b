import type { AgentView } from '../../shared/contract/app.ts'
import type { Letter } from '../../shared/contract/app-side.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { rootOf } from '../state/families.ts'

type Who = ConversationId | 'person'

/** All letters between two, the oldest first. */
export type Thread = {
  readonly key: string
  readonly between: readonly [Who, Who]
  readonly letters: readonly Letter[]
}

/** Letters as conversations, the one with the latest letter first. */
export function threadsOf(letters: readonly Letter[]): readonly Thread[] {
  const threads = new Map<string, { between: readonly [Who, Who]; letters: Letter[] }>()
  for (const letter of letters) {
    const between = [letter.from ?? 'person', letter.to] as const
    const key = between.toSorted().join(' ')
    const known = threads.get(key)
    if (known) known.letters.push(letter)
    else threads.set(key, { between, letters: [letter] })
  }
  const latest = (thread: { letters: readonly Letter[] }): number => thread.letters.at(-1)?.sequence ?? 0
  return [...threads]
    .map(([key, thread]) => ({ key, ...thread }))
    .toSorted((one, other) => latest(other) - latest(one))
}

/** Letters that hold all words of the query. */
export function findLetters(letters: readonly Letter[], query: string): readonly Letter[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return letters
  return letters.filter(({ fromName, subject, body }) => {
    const text = `${fromName} ${subject} ${body}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Whether a letter came after a person last read those of its family. */
export function isUnreadLetter(
  readAt: Readonly<Record<string, number>>,
  agents: readonly AgentView[],
  letter: Letter,
): boolean {
  const to = agents.find((agent) => agent.conversationId === letter.to)
  if (!to) return false
  return letter.sentAt > (readAt[rootOf(agents, to).conversationId] ?? 0)
}
