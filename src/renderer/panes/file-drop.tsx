import { FileDown } from 'lucide-react'
import { useState, type DragEvent, type ReactNode } from 'react'
import { hasControlCharacters, quotePaths } from '../../shared/domain/quote-path.ts'
import { useServices, useView } from '../services.ts'
import type { TerminalView } from '../terminals/terminal-view.ts'

type Props = {
  /** Null while the terminal opens, and for what takes no keys. */
  readonly view: TerminalView | null
  /** Whose pane it is, where its files are elsewhere. */
  readonly elsewhere: string | null
  readonly children: ReactNode
}

/** Takes files that are dropped on a terminal: their paths are pasted, quoted for the program in front. */
export function FileDrop({ view, elsewhere, children }: Props) {
  const { commands, pathOf } = useServices()
  const platform = useView((whole) => whole.platform)
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent<HTMLElement>): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    event.stopPropagation()
    setOver(false)
    if (elsewhere !== null)
      return commands.toast(
        'The files are not there',
        `${elsewhere} works elsewhere; files of this machine are not there.`,
      )
    const paths = [...event.dataTransfer.files].map(pathOf)
    if (paths.length === 0 || paths.includes(''))
      return commands.toast('This is no file of this machine', 'Save it first, then drop the file.')
    if (paths.some(hasControlCharacters))
      return commands.toast(
        'The name holds control characters',
        'A terminal would act on them, so the path is not pasted.',
      )
    view?.pasteAnyway(quotePaths(paths, platform))
  }
  return (
    <div
      className="file-drop"
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = elsewhere === null ? 'copy' : 'none'
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false) // only compared
      }}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <p className="file-drop-mark" data-refused={elsewhere !== null}>
          <FileDown size={15} aria-hidden />
          {elsewhere === null ? 'Drop to paste the path' : `${elsewhere} works elsewhere`}
        </p>
      )}
    </div>
  )
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
