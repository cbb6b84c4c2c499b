import type { Terminal } from '@xterm/xterm'
import type { Disposable } from '../../shared/kernel/disposables.ts'

/** Tells what was selected with the mouse, when the button is let go and the selection is whole. */
export function watchSelecting(
  host: HTMLElement,
  terminal: Terminal,
  onSelected: (text: string) => void,
): Disposable {
  const { ownerDocument } = host
  const finish = (): void => {
    const text = terminal.getSelection()
    if (text !== '') onSelected(text)
  }
  const begin = (): void => ownerDocument.addEventListener('mouseup', finish, { once: true })
  host.addEventListener('mousedown', begin)
  return {
    dispose: () => {
      host.removeEventListener('mousedown', begin)
      ownerDocument.removeEventListener('mouseup', finish)
    },
  }
}

/** Takes pastes before xterm sees them, whichever way they came. */
export function watchPaste(host: HTMLElement, onPaste: (text: string) => void): Disposable {
  const take = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.stopPropagation()
    onPaste(event.clipboardData?.getData('text/plain') ?? '')
  }
  host.addEventListener('paste', take, { capture: true })
  return { dispose: () => host.removeEventListener('paste', take, { capture: true }) }
}
