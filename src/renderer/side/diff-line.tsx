import type { MouseEvent } from 'react'
import type { DiffLine } from './read-patch.ts'

/** What can be done with the lines of a file. */
export type LineTools = {
  /** The line whose comment is being written, by its number in the new file. */
  readonly open: number | null
  readonly setOpen: (line: number | null) => void
  readonly commentOf: (line: number) => string
  readonly onComment: (line: number, code: string, text: string) => void
  readonly onEdit: (line: number | null) => void
}

type Props = {
  readonly line: DiffLine
  /** In two columns: which of them; what was there before is not commented. */
  readonly side?: 'before' | 'now'
  readonly tools: LineTools
}

const signs: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', added: '+', removed: '−' }

/** A line of a diff; a click comments it, with Ctrl it opens in the editor. */
export function DiffLineRow({ line, side, tools }: Props) {
  const isCommented = line.kind !== 'removed' && side !== 'before'
  const isOpen = tools.open === line.newLine
  const comment = isCommented ? tools.commentOf(line.newLine) : ''
  const number = line.kind === 'removed' || side === 'before' ? line.oldLine : line.newLine
  const onClick = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey) tools.onEdit(line.newLine)
    else tools.setOpen(isOpen ? null : line.newLine)
  }
  return (
    <>
      <button
        type="button"
        className="diff-line"
        data-kind={line.kind}
        disabled={!isCommented}
        aria-label={`${line.kind === 'same' ? '' : line.kind} line ${number}: ${line.text || 'empty'}`}
        title={isCommented ? 'Click to comment, Ctrl+click to open in the editor' : undefined}
        onClick={onClick}
      >
        <span className="diff-number">{number}</span>
        <span className="diff-sign">{signs[line.kind]}</span>
        <code>{line.text}</code>
      </button>
      {comment && !isOpen && <p className="diff-comment">{comment}</p>}
      {isCommented && isOpen && (
        <form
          className="diff-form"
          onSubmit={(event) => {
            event.preventDefault()
            const said = new FormData(event.currentTarget).get('comment')
            tools.onComment(line.newLine, line.text, typeof said === 'string' ? said : '')
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
