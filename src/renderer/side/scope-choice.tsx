import { useServices, useWindow } from '../services.ts'
import { changeUi } from '../state/window-store.ts'

const scopes = [
  ['agent', 'Agent'],
  ['family', 'Family'],
  ['all', 'All'],
] as const

/** Whose things are shown. */
export function ScopeChoice() {
  const { store } = useServices()
  const scope = useWindow((state) => state.ui.activityScope)
  return (
    <span className="scope" role="group" aria-label="Whose">
      {scopes.map(([one, label]) => (
        <button
          key={one}
          type="button"
          aria-pressed={scope === one}
          onClick={() => changeUi(store, { activityScope: one })}
        >
          {label}
        </button>
      ))}
    </span>
  )
}
