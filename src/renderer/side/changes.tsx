import { RefreshCw, Send } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { Changes as ReadChanges } from '../../shared/contract/app-side.ts'
import type { AgentView } from '../../shared/contract/app.ts'
import { draftKey } from '../../shared/domain/draft.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { IconButton } from '../design/icon-button.tsx'
import { useServices, useView } from '../services.ts'
import { agentInView } from '../state/pill-order.ts'
import { count, lastPart } from '../state/words.ts'
import { letterOfComments, readComments, type LineComment } from './comments.ts'
import { FileDiff } from './file-diff.tsx'
import { readPatch } from './read-patch.ts'
import './changes.css'

/** What the agent in view has changed and not committed; lines can be commented and sent to it. */
export function Changes() {
  const agent = useView(agentInView)
  if (!agent) return <p className="nothing">Choose an agent to see what it changed.</p>
  return <ChangesOf key={agent.conversationId} agent={agent} />
}

function ChangesOf({ agent }: { agent: AgentView }) {
  const { connection, commands } = useServices()
  const [read, setRead] = useState<ReadChanges | null>(null)
  const [round, setRound] = useState(0)
  const draft = useDraft(draftKey('comments', agent.conversationId))
  const comments = readComments(draft.text)
  const setComments = (next: readonly LineComment[]): void =>
    next.length === 0 ? draft.clear() : draft.change(JSON.stringify(next))
  const { conversationId, status } = agent
  useEffect(() => {
    let isWanted = true
    connection.call('readChanges', { conversationId }).then(
      (answer) => isWanted && setRead(answer),
      (error: unknown) =>
        isWanted &&
        setRead({ kind: 'refused', because: error instanceof Error ? error.message : String(error) }),
    )
    return () => {
      isWanted = false
    }
    // a turn that began or ended is when files change
  }, [connection, conversationId, status, round])
  const files = useMemo(() => (read?.kind === 'changes' ? readPatch(read.patch) : []), [read])
  if (read === null) return <p className="nothing">Reading the changes…</p>
  if (read.kind === 'no-repository')
    return (
      <p className="nothing">{agent.directory} is in no git repository: there is nothing to compare with.</p>
    )
  if (read.kind === 'refused')
    return <p className="nothing" role="alert">{`Cannot be told: ${read.because}`}</p>
  const send = (): void => {
    const letter = letterOfComments(comments)
    void commands.write(agent, letter.subject, letter.body).then((isSent) => isSent && setComments([]))
  }
  return (
    <>
      <div className="side-tools changes-tools">
        <span className="truncate" title={read.root}>
          <b>{lastPart(read.root)}</b> on {read.branch || 'no branch'}, {count(read.files.length, 'file')}
        </span>
        <span className="grow" />
        <IconButton
          label="Read the changes again"
          size="small"
          icon={<RefreshCw size={13} />}
          onClick={() => setRound(round + 1)}
        />
      </div>
      {comments.length > 0 && (
        <div className="comments-foot">
          <span className="grow">{count(comments.length, 'comment')}</span>
          <button type="button" className="button small" onClick={() => setComments([])}>
            Discard
          </button>
          <button type="button" className="button small primary" data-testid="send-comments" onClick={send}>
            <Send size={12} aria-hidden />
            Send to {agent.name}
          </button>
        </div>
      )}
      <div className="diffs" tabIndex={0} role="region" aria-label={`Changes of ${agent.name}`}>
        {read.files.length === 0 && <p className="nothing">Everything is committed.</p>}
        {files.map((file) => (
          <FileDiff
            key={file.path}
            file={file}
            comments={comments}
            onComment={(comment) =>
              setComments([
                ...comments.filter((one) => one.path !== comment.path || one.line !== comment.line),
                ...(comment.text.trim() === '' ? [] : [comment]),
              ])
            }
          />
        ))}
        {read.isCut && <p className="nothing">The rest of the diff is too long to show here.</p>}
      </div>
    </>
  )
}
