import { SquareArrowOutUpRight } from 'lucide-react'
import { useState } from 'react'
import type { LineComment } from './comments.ts'
import { DiffLineRow, type LineTools } from './diff-line.tsx'
import type { DiffFile, DiffHunk } from './read-patch.ts'
import { splitRows } from './split-rows.ts'

type Props = {
  readonly file: DiffFile
  /** Before and now side by side. */
  readonly isSplit: boolean
  readonly comments: readonly LineComment[]
  readonly onComment: (comment: LineComment) => void
  /** Opens the file in the editor. */
  readonly onOpen: (line: number | null) => void
}

const openAtFirstLines = 400 // a longer one is opened by hand

/** One file's diff. Signs and colours tell what was added and removed; a line is commented with a click or Enter. */
export function FileDiff({ file, isSplit, comments, onComment, onOpen }: Props) {
  const [line, setLine] = useState<number | null>(null)
  const tools: LineTools = {
    open: line,
    setOpen: setLine,
    commentOf: (number) => comments.find((one) => one.path === file.path && one.line === number)?.text ?? '',
    onComment: (number, code, text) => {
      onComment({ path: file.path, line: number, code, text })
      setLine(null)
    },
    onEdit: onOpen,
  }
  const firstChanged = file.hunks[0]?.lines.find((one) => one.kind !== 'same')?.newLine ?? null
  return (
    <details id={`diff-${file.path}`} className="diff" open={file.added + file.removed < openAtFirstLines}>
      <summary>
        <span className="truncate grow" title={file.path}>
          {file.path}
        </span>
        <span className="toned tabular" data-tone="done">
          +{file.added}
        </span>
        <span className="toned tabular" data-tone="failed">
          −{file.removed}
        </span>
      </summary>
      <button
        type="button"
        className="icon-button small diff-open"
        aria-label={`Open ${file.path} in the editor`}
        title="Open in the editor"
        data-testid="diff-open"
        onClick={() => onOpen(firstChanged)}
      >
        <SquareArrowOutUpRight size={13} aria-hidden />
      </button>
      {file.hunks.length === 0 && (
        <p className="nothing">No lines to show: it is binary, or only its name or mode changed.</p>
      )}
      {file.hunks.map((hunk) =>
        isSplit ? (
          <SplitHunk key={hunk.title} hunk={hunk} tools={tools} />
        ) : (
          <Hunk key={hunk.title} hunk={hunk} tools={tools} />
        ),
      )}
    </details>
  )
}

const Hunk = ({ hunk, tools }: { hunk: DiffHunk; tools: LineTools }) => (
  <div className="hunk">
    <p className="hunk-title">{hunk.title}</p>
    {hunk.lines.map((line) => (
      <DiffLineRow key={`${line.kind} ${line.oldLine} ${line.newLine}`} line={line} tools={tools} />
    ))}
  </div>
)

function SplitHunk({ hunk, tools }: { hunk: DiffHunk; tools: LineTools }) {
  return (
    <div className="hunk">
      <p className="hunk-title">{hunk.title}</p>
      {splitRows(hunk.lines).map(({ before, now }) => (
        <div key={`${before?.oldLine} ${now?.newLine}`} className="split-row">
          {before ? (
            <div>
              <DiffLineRow line={before} side="before" tools={tools} />
            </div>
          ) : (
            <div className="diff-gap" />
          )}
          {now ? (
            <div>
              <DiffLineRow line={now} side="now" tools={tools} />
            </div>
          ) : (
            <div className="diff-gap" />
          )}
        </div>
      ))}
    </div>
  )
}
