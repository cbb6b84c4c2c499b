import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { useServices } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { useDialogFocus } from './use-dialog-focus.ts'
import './dialogs.css'

type Props = {
  readonly title: string
  readonly description?: ReactNode
  readonly size?: 'small' | 'wide' | 'huge'
  readonly testId: string
  readonly initialFocus?: RefObject<HTMLElement | null>
  /** Beside the title. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}

/** A dialog in the middle of the window: closes with Escape, gives the focus back. */
export function DialogFrame({
  title,
  description,
  size = 'small',
  testId,
  initialFocus,
  tools,
  children,
}: Props) {
  const { store } = useServices()
  const focus = useDialogFocus(initialFocus)
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeDialog(store)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup {...focus} className="dialog" data-size={size} data-testid={testId}>
          <header className="dialog-head">
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            {tools}
            <Dialog.Close className="icon-button small" aria-label="Close">
              <X size={15} />
            </Dialog.Close>
          </header>
          {description && (
            <Dialog.Description className="dialog-description">{description}</Dialog.Description>
          )}
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
