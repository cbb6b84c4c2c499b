import { useEffect, useRef, useState } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import type { Letter } from '../../shared/contract/app-side.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { inboxAgentsMax } from '../../shared/limits.ts'
import { lettersSettleMs } from '../limits.ts'
import { useServices, useView } from '../services.ts'
import { rootOf } from '../state/families.ts'

export type ReadLetters =
  | { readonly kind: 'reading' }
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'letters'; readonly letters: readonly Letter[]; readonly isWhole: boolean }

/** The letters to these agents; asked again whenever the log has moved on, a moment later. */
export function useLetters(members: readonly AgentView[]): ReadLetters {
  const { connection } = useServices()
  const [read, setRead] = useState<ReadLetters>({ kind: 'reading' })
  const sequence = useView((view) => view.service.lastSequence)
  const ids = members.slice(0, inboxAgentsMax).map((agent) => agent.conversationId)
  const whom = ids.join(' ')
  const asked = useRef(0)
  useEffect(() => {
    const number = (asked.current += 1)
    const isLatest = (): boolean => asked.current === number
    const timer = systemClock.after(lettersSettleMs, () => {
      connection.call('readLetters', { to: ids }).then(
        (answer) => isLatest() && setRead({ kind: 'letters', ...answer }),
        (error: unknown) =>
          isLatest() &&
          setRead({ kind: 'refused', because: error instanceof Error ? error.message : String(error) }),
      )
    })
    return () => timer.dispose()
    // `whom` stands for `ids`, which is a new list each time.
    // eslint-disable-next-line react/exhaustive-deps
  }, [connection, whom, sequence])
  return read
}

/** What was before a person's eyes for a while is read. */
export function useMarkRead(members: readonly AgentView[], read: ReadLetters): void {
  const { connection } = useServices()
  const agents = useView((view) => view.agents)
  const readAt = useView((view) => view.settings.lettersReadAt)
  const latest = read.kind === 'letters' ? (read.letters.at(-1)?.sentAt ?? 0) : 0
  const families = [...new Set(members.map((one) => rootOf(agents, one).conversationId))]
  const behind = families.filter((id) => latest > (readAt[id] ?? 0)).join(' ')
  useEffect(() => {
    if (behind === '') return undefined
    const timer = systemClock.after(3 * lettersSettleMs, () => {
      const ids = families.filter((id) => behind.includes(id))
      void connection.call('markLettersRead', { families: ids, at: latest }).catch(() => {}) // read again next time
    })
    return () => timer.dispose()
    // `behind` stands for `families`, which is a new list each time.
    // eslint-disable-next-line react/exhaustive-deps
  }, [connection, behind, latest])
}
