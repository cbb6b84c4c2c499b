import { useState } from 'react'
import type { LineComment } from './comments.ts'
import type { DiffFile, DiffLine } from './read-patch.ts'

type Props = {
  readonly file: DiffFile
  readonly comments: readonly LineComment[]
  readonly onComment: (comment: LineComment) => void
}

const openAtFirstLines = 400 // a longer one is opened by hand

/** One file's diff. Signs and colours tell what was added and removed; a line is commented with a click or Enter. */
export function FileDiff({ file, comments, onComment }: Props) {
  const [line, setLine] = useState<number | null>(null)
  return (
    <details className="diff" open={file.added + file.removed < openAtFirstLines}>
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
      {file.hunks.length === 0 && (
        <p className="nothing">No lines to show: it is binary, or only its name or mode changed.</p>
      )}
      {file.hunks.map((hunk) => (
        <div key={hunk.title} className="hunk">
          <p className="hunk-title">{hunk.title}</p>
          {hunk.lines.map((one) => (
            <Line
              key={`${one.kind} ${one.oldLine} ${one.newLine}`}
              line={one}
              comment={
                comments.find((said) => said.path === file.path && said.line === one.newLine)?.text ?? ''
              }
              isOpen={line === one.newLine}
              onOpen={() => setLine(line === one.newLine ? null : one.newLine)}
              onComment={(text) => {
                onComment({ path: file.path, line: one.newLine, code: one.text, text })
                setLine(null)
              }}
            />
          ))}
        </div>
      ))}
    </details>
  )
}

type LineProps = {
  readonly line: DiffLine
  readonly comment: string
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onComment: (text: string) => void
}

const signs: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', added: '+', removed: '−' }

function Line({ line, comment, isOpen, onOpen, onComment }: LineProps) {
  const isCommented = line.kind !== 'removed'
  return (
    <>
      <button
        type="button"
        className="diff-line"
        data-kind={line.kind}
        disabled={!isCommented}
        aria-label={`${line.kind === 'same' ? '' : line.kind} line ${line.newLine}: ${line.text || 'empty'}`}
        onClick={onOpen}
      >
        <span className="diff-number">{line.kind === 'removed' ? line.oldLine : line.newLine}</span>
        <span className="diff-sign">{signs[line.kind]}</span>
        <code>{line.text}</code>
      </button>
      {isCommented && comment && !isOpen && <p className="diff-comment">{comment}</p>}
      {isCommented && isOpen && (
        <form
          className="diff-form"
          onSubmit={(event) => {
            event.preventDefault()
            const said = new FormData(event.currentTarget).get('comment')
            onComment(typeof said === 'string' ? said : '')
          }}
        >
          <input
            className="input"
            name="comment"
            aria-label={`Comment on line ${line.newLine}`}
            placeholder="What should be different here?"
            defaultValue={comment}
            autoFocus
          />
          <button type="submit" className="button small">
            Keep
          </button>
        </form>
      )}
    </>
  )
}
