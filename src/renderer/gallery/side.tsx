import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { useEffect, useMemo, useState } from 'react'
import { FamilyGraph } from '../side/family-graph.tsx'
import { FileDiff } from '../side/file-diff.tsx'
import { Inbox } from '../side/inbox.tsx'
import '../side/changes.css'
import '../side/side.css'
import { readPatch, type DiffFile } from '../side/read-patch.ts'
import '../side/timeline.css'
import { TimelineEntry } from '../side/timeline-entry.tsx'
import { useScope } from '../side/use-scope.ts'
import { Part } from './part.tsx'

/** What stands beside the panes. */
export function Side() {
  const { members, scope } = useScope()
  const activity = useWindow((state) => state.activity)
  const one = useMemo(() => onePerKind(activity), [activity])
  const files = useFiles()
  return (
    <>
      <div className="gallery-two">
        <Part title="What happened: an entry of each kind">
          <div className="gallery-box">
            {one.map((entry) => (
              <TimelineEntry key={entry.id} entry={entry} newer={entry} />
            ))}
          </div>
        </Part>
        <div>
          <Part title="A family over time">
            <div className="gallery-box">
              <FamilyGraph members={members} scope={scope} onTime={() => {}} />
            </div>
          </Part>
          <Part title="Letters and questions">
            <div className="gallery-box gallery-inbox">
              <Inbox />
            </div>
          </Part>
        </div>
      </div>
      <Part title="Changes: side by side, and one below the other">
        {[true, false].map((isSplit) => (
          <div key={String(isSplit)} className="gallery-box diffs">
            {files.slice(0, 1).map((file) => (
              <FileDiff
                key={file.path}
                file={file}
                isSplit={isSplit}
                comments={[{ path: file.path, line: 15, code: '', text: 'Until when? Say the date.' }]}
                onComment={() => {}}
                onOpen={() => {}}
              />
            ))}
          </div>
        ))}
      </Part>
    </>
  )
}

const onePerKind = (activity: readonly ActivityEntry[]): readonly ActivityEntry[] => [
  ...new Map(activity.map((entry) => [entry.kind, entry])).values(),
]

function useFiles(): readonly DiffFile[] {
  const { connection } = useServices()
  const first = useView((view) => view.agents[0]?.conversationId)
  const [files, setFiles] = useState<readonly DiffFile[]>([])
  useEffect(() => {
    if (first === undefined) return
    void connection
      .call('readChanges', { conversationId: first })
      .then((read) => setFiles(read.kind === 'changes' ? readPatch(read.patch) : []))
  }, [connection, first])
  return files
}
