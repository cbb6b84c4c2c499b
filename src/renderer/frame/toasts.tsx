import { X } from 'lucide-react'
import { useServices, useWindow } from '../services.ts'
import type { Toast as ToastWords } from '../state/ui-state.ts'
import './banners.css'

/** Passing words about what was refused. */
export function Toasts() {
  const { commands } = useServices()
  const toasts = useWindow((state) => state.ui.toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <Toast key={toast.id} toast={toast} onDismiss={() => commands.dismissToast(toast.id)} />
      ))}
    </div>
  )
}

export const Toast = ({ toast, onDismiss }: { toast: ToastWords; onDismiss: () => void }) => (
  <div className="toast" data-testid="toast">
    <div className="grow">
      <b>{toast.title}</b>
      <p>{toast.detail}</p>
    </div>
    <button type="button" className="icon-button small" aria-label="Dismiss" onClick={onDismiss}>
      <X size={14} />
    </button>
  </div>
)
