import { RotateCcw, X } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { IconButton } from '../design/icon-button.tsx'
import { showKeys, type ActionId } from '../keys/bindings.ts'
import { keyConflict, keysOf, recordKeys } from '../keys/chosen-keys.ts'
import { actionLabels } from '../keys/action-labels.ts'
import { useServices, useView } from '../services.ts'

/** Every action with its key: a click records another, and a key that is taken is refused by name. */
export function KeyList({ query }: { query: string }) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = actionLabels.filter(([, label]) => words.every((word) => label.toLowerCase().includes(word)))
  if (shown.length === 0) return null
  return (
    <section>
      <h2 className="settings-heading">Keys</h2>
      <p className="setting-description keys-hint">
        Click a key and press another. Plain keys and Ctrl with a letter belong to the program in the
        terminal.
      </p>
      {shown.map(([action, label]) => (
        <KeyRow key={action} action={action} label={label} />
      ))}
    </section>
  )
}

function KeyRow({ action, label }: { action: ActionId; label: string }) {
  const { commands, isMac } = useServices()
  const chosen = useView((view) => view.settings.keys)
  const [isRecording, setRecording] = useState(false)
  const [problem, setProblem] = useState('')
  const keys = keysOf(action, isMac, chosen)
  const isChanged = Object.hasOwn(chosen, action)
  const choose = (next: string): void => void commands.setWindow({ keys: { ...chosen, [action]: next } })
  const forget = (): void => {
    const others = Object.entries(chosen).filter(([name]) => name !== action)
    void commands.setWindow({ keys: Object.fromEntries(others) })
  }
  const record = (event: KeyboardEvent): void => {
    if (!isRecording || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setRecording(false)
    const { key, code, ctrlKey, altKey, shiftKey, metaKey } = event
    const recorded = recordKeys({ key, code, ctrl: ctrlKey, alt: altKey, shift: shiftKey, meta: metaKey })
    if (recorded === null) return setProblem('Hold two of Ctrl, Alt and Shift, or press a function key.')
    const other = keyConflict(recorded, action, isMac, chosen)
    if (other !== null)
      return setProblem(`${showKeys(recorded, isMac)} is taken: ${labelOf(other)}. Free it there first.`)
    setProblem('')
    setRecording(false)
    choose(recorded)
  }
  return (
    <div className="setting key-row" data-changed={isChanged} data-testid={`key-${action}`}>
      <div className="setting-words">
        <span className="setting-title">{label}</span>
        {isRecording && problem && (
          <p className="field-problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className="setting-control">
        {isChanged && (
          <IconButton
            label={`${label}: its own key`}
            size="small"
            icon={<RotateCcw size={13} />}
            onClick={forget}
          />
        )}
        {keys && (
          <IconButton
            label={`${label}: no key`}
            size="small"
            icon={<X size={13} />}
            onClick={() => choose('')}
          />
        )}
        <button
          type="button"
          className="button small key-button"
          data-records-key={isRecording || undefined}
          aria-label={`${label}: ${keys ? showKeys(keys, isMac) : 'no key'}`}
          aria-pressed={isRecording}
          onClick={() => {
            setProblem('')
            setRecording(!isRecording)
          }}
          onBlur={() => setRecording(false)}
          onKeyDown={record}
        >
          {isRecording ? 'Press keys…' : keys ? showKeys(keys, isMac) : 'no key'}
        </button>
      </div>
    </div>
  )
}

const labelOf = (action: ActionId): string => actionLabels.find(([id]) => id === action)?.[1] ?? action
