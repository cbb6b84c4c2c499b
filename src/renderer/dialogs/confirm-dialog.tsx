import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef, type ReactNode } from 'react'
import { useServices } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { useDialogFocus } from './use-dialog-focus.ts'
import './dialogs.css'

type Props = {
  readonly title: string
  readonly children: ReactNode
  readonly confirm: string
  readonly tone: 'danger' | 'primary'
  readonly testId: string
  readonly onConfirm: () => void
}

/** Asks before something that cannot be taken back. "Cancel" has the focus. */
export function ConfirmDialog({ title, children, confirm, tone, testId, onConfirm }: Props) {
  const { store } = useServices()
  const cancel = useRef<HTMLButtonElement>(null)
  const focus = useDialogFocus(cancel)
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && closeDialog(store)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup {...focus} className="dialog" data-size="small" data-testid={testId}>
          <header className="dialog-head">
            <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          </header>
          <AlertDialog.Description render={<div />} className="dialog-description">
            {children}
          </AlertDialog.Description>
          <footer className="dialog-foot">
            <span className="grow" />
            <AlertDialog.Close ref={cancel} className="button">
              Cancel
            </AlertDialog.Close>
            <button
              type="button"
              className={`button ${tone}`}
              data-testid="confirm"
              onClick={() => {
                closeDialog(store)
                onConfirm()
              }}
            >
              {confirm}
            </button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
