import { Logo } from '../design/status-icon.tsx'
import { useWindow } from '../services.ts'
import './empty-state.css'

/** Until main has told what there is. */
export function Starting() {
  const connection = useWindow((state) => state.connection)
  return (
    <main className="starting" aria-busy="true">
      <Logo size={40} />
      <p>{connection === 'reconnecting' ? 'Reconnecting…' : 'Good morning…'}</p>
    </main>
  )
}
