import { Maximize2, RefreshCw, Send } from 'lucide-react'
import type { AgentView } from '../../shared/contract/app.ts'
import { IconButton } from '../design/icon-button.tsx'
import { useServices, useView } from '../services.ts'
import { agentInView } from '../state/pill-order.ts'
import { openDialog } from '../state/window-store.ts'
import { count, lastPart } from '../state/words.ts'
import { FileDiff } from './file-diff.tsx'
import './changes.css'
import { useChanges, useComments, type Comments, type ReadChanges } from './use-changes.ts'

/** What the agent in view has changed and not committed; lines can be commented and sent to it. */
export function Changes() {
  const agent = useView(agentInView)
  if (!agent) return <p className="nothing">Choose an agent to see what it changed.</p>
  return <ChangesOf key={agent.conversationId} agent={agent} />
}

function ChangesOf({ agent }: { agent: AgentView }) {
  const { store } = useServices()
  const changes = useChanges(agent)
  const comments = useComments(agent)
  const { read, again, isReading } = changes
  if (read?.kind !== 'changes') return <NoChanges agent={agent} read={read} />
  return (
    <>
      <div className="side-tools changes-tools">
        <span className="truncate" title={read.root}>
          <b>{lastPart(read.root)}</b> on {read.branch || 'no branch'}, {count(read.files.length, 'file')}
        </span>
        <span className="grow" />
        <IconButton
          label="Side by side, with room"
          size="small"
          icon={<Maximize2 size={13} />}
          data-testid="changes-large"
          onClick={() => openDialog(store, { kind: 'changes', conversationId: agent.conversationId })}
        />
        <IconButton
          label="Read the changes again"
          size="small"
          icon={<RefreshCw size={13} className={isReading ? 'spinner' : undefined} />}
          onClick={again}
        />
      </div>
      <CommentsFoot agent={agent} comments={comments} />
      <Diffs agent={agent} changes={changes} comments={comments} isSplit={false} />
    </>
  )
}

/** Why there is nothing to show. */
export function NoChanges({ agent, read }: { agent: AgentView; read: ReadChanges['read'] }) {
  if (read === null) return <p className="nothing">Reading the changes…</p>
  if (read.kind === 'no-repository')
    return (
      <p className="nothing">{agent.directory} is in no git repository: there is nothing to compare with.</p>
    )
  return (
    read.kind === 'refused' && <p className="nothing" role="alert">{`Cannot be told: ${read.because}`}</p>
  )
}

/** What was said so far, and the button that sends it. */
export function CommentsFoot({ agent, comments }: { agent: AgentView; comments: Comments }) {
  if (comments.all.length === 0) return null
  return (
    <div className="comments-foot">
      <span className="grow">{count(comments.all.length, 'comment')}</span>
      <button type="button" className="button small" onClick={comments.discard}>
        Discard
      </button>
      <button
        type="button"
        className="button small primary"
        data-testid="send-comments"
        onClick={comments.send}
      >
        <Send size={12} aria-hidden />
        Send to {agent.name}
      </button>
    </div>
  )
}

type DiffsProps = {
  readonly agent: AgentView
  readonly changes: ReadChanges
  readonly comments: Comments
  readonly isSplit: boolean
}

/** The files, one below the other. */
export function Diffs({ agent, changes, comments, isSplit }: DiffsProps) {
  const { commands } = useServices()
  const { read, files } = changes
  if (read?.kind !== 'changes') return null
  return (
    <div className="diffs" tabIndex={0} role="region" aria-label={`Changes of ${agent.name}`}>
      {read.files.length === 0 && <p className="nothing">Everything is committed.</p>}
      {files.map((file) => (
        <FileDiff
          key={file.path}
          file={file}
          isSplit={isSplit}
          comments={comments.all}
          onComment={comments.set}
          onOpen={(line) =>
            void commands.openPath(agent.paneId, { path: `${read.root}/${file.path}`, line, column: null })
          }
        />
      ))}
      {read.isCut && <p className="nothing">The rest of the diff is too long to show here.</p>}
    </div>
  )
}
