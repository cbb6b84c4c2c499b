import { useEffect, useMemo, useState } from 'react'
import type { Changes } from '../../shared/contract/app-side.ts'
import type { AgentView } from '../../shared/contract/app.ts'
import { draftKey } from '../../shared/domain/draft.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { useServices } from '../services.ts'
import { letterOfComments, readComments, type LineComment } from './comments.ts'
import { readPatch, type DiffFile } from './read-patch.ts'

export type ReadChanges = {
  /** Null while they are read for the first time. */
  readonly read: Changes | null
  readonly files: readonly DiffFile[]
  readonly isReading: boolean
  readonly again: () => void
}

/** What an agent has changed; read again when a turn of it begins or ends. */
export function useChanges({ conversationId, status }: AgentView): ReadChanges {
  const { connection } = useServices()
  const [round, setRound] = useState(0)
  const asked = `${conversationId} ${status} ${round}`
  const [known, setKnown] = useState<{ readonly asked: string; readonly read: Changes } | null>(null)
  useEffect(() => {
    let isWanted = true
    const take = (read: Changes): void => {
      if (isWanted) setKnown({ asked, read })
    }
    connection
      .call('readChanges', { conversationId })
      .then(take, (error: unknown) =>
        take({ kind: 'refused', because: error instanceof Error ? error.message : String(error) }),
      )
    return () => {
      isWanted = false
    }
  }, [connection, conversationId, asked])
  const read = known?.read ?? null
  const files = useMemo(() => (read?.kind === 'changes' ? readPatch(read.patch) : []), [read])
  return { read, files, isReading: known?.asked !== asked, again: () => setRound(round + 1) }
}

export type Comments = {
  readonly all: readonly LineComment[]
  readonly set: (comment: LineComment) => void
  readonly discard: () => void
  readonly send: () => void
}

/** What a person says of an agent's lines, kept until it is sent. */
export function useComments(agent: AgentView): Comments {
  const { commands } = useServices()
  const draft = useDraft(draftKey('comments', agent.conversationId))
  const all = useMemo(() => readComments(draft.text), [draft.text])
  const keep = (next: readonly LineComment[]): void =>
    next.length === 0 ? draft.clear() : draft.change(JSON.stringify(next))
  return {
    all,
    set: (comment) => {
      const others = all.filter((one) => one.path !== comment.path || one.line !== comment.line)
      keep(comment.text.trim() === '' ? others : [...others, comment])
    },
    discard: () => keep([]),
    send: () => {
      const { subject, body } = letterOfComments(all)
      void commands.write(agent, subject, body).then((isSent) => isSent && keep([]))
    },
  }
}
