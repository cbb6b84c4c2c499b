import { Columns2, Rows2 } from 'lucide-react'
import type { AgentView } from '../../shared/contract/app.ts'
import { IconButton } from '../design/icon-button.tsx'
import { DialogFrame } from '../dialogs/dialog-frame.tsx'
import { useServices, useWindow } from '../services.ts'
import { changeUi } from '../state/window-store.ts'
import { lastPart } from '../state/words.ts'
import { CommentsFoot, Diffs, NoChanges } from './changes.tsx'
import { useChanges, useComments } from './use-changes.ts'

/** The changes of an agent with room: before and now side by side, or one below the other. */
export function ChangesDialog({ agent }: { agent: AgentView }) {
  const { store } = useServices()
  const changes = useChanges(agent)
  const comments = useComments(agent)
  const isSplit = useWindow((state) => state.ui.isDiffSplit)
  const { read, files } = changes
  return (
    <DialogFrame
      title={`Changes of ${agent.name}`}
      size="huge"
      testId="changes-dialog"
      tools={
        <span className="changes-head">
          {read?.kind === 'changes' && (
            <span className="truncate">
              {lastPart(read.root)} on {read.branch || 'no branch'}
            </span>
          )}
          <IconButton
            label={isSplit ? 'One below the other' : 'Side by side'}
            size="small"
            icon={isSplit ? <Rows2 size={14} /> : <Columns2 size={14} />}
            data-testid="changes-split"
            onClick={() => changeUi(store, { isDiffSplit: !isSplit })}
          />
        </span>
      }
    >
      <div className="changes-large">
        <nav className="changes-files" aria-label="Files">
          {files.map((file) => (
            <button
              key={file.path}
              type="button"
              className="changes-file"
              title={file.path}
              onClick={() => document.getElementById(`diff-${file.path}`)?.scrollIntoView({ block: 'start' })}
            >
              <span className="truncate">{lastPart(file.path)}</span>
              <span className="toned tabular" data-tone="done">
                +{file.added}
              </span>
              <span className="toned tabular" data-tone="failed">
                −{file.removed}
              </span>
            </button>
          ))}
        </nav>
        <div className="changes-main">
          <CommentsFoot agent={agent} comments={comments} />
          {read?.kind === 'changes' ? (
            <Diffs agent={agent} changes={changes} comments={comments} isSplit={isSplit} />
          ) : (
            <NoChanges agent={agent} read={read} />
          )}
        </div>
      </div>
    </DialogFrame>
  )
}
