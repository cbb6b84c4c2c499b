import type { StartAgent } from '../../shared/contract/app.ts'
import { fanOutMax } from '../../shared/limits.ts'
import { Select, type Option } from '../design/select.tsx'
import { Field } from './field.tsx'

type Props = { readonly draft: StartAgent; readonly onChange: (change: Partial<StartAgent>) => void }

const permissionModes: readonly Option<StartAgent['permissionMode']>[] = [
  { value: 'default', label: 'As the harness is set' },
  { value: 'plan', label: 'Plan only' },
  { value: 'accept-edits', label: 'Accept edits, ask for the rest' },
  { value: 'bypass', label: 'Never ask' },
]

const places: readonly Option<StartAgent['show']>[] = [
  { value: 'tab', label: 'In a new tab' },
  { value: 'split', label: 'Beside this pane' },
  { value: 'hidden', label: 'Hidden, as a pill' },
]

/** Which model it uses; empty leaves that to the harness. */
export function ModelField({ draft, onChange }: Props) {
  return (
    <Field label="Model" hint="or its own choice">
      {(ids) => (
        <input
          {...ids}
          className="input"
          value={draft.model}
          spellCheck={false}
          data-testid="start-model"
          onChange={(event) => onChange({ model: event.target.value })}
        />
      )}
    </Field>
  )
}

/** What it may do without asking. */
export function PermissionsField({ draft, onChange }: Props) {
  return (
    <Field label="Permissions">
      {(ids) => (
        <Select
          id={ids.id}
          label="Permissions"
          value={draft.permissionMode}
          options={permissionModes}
          testId="start-permissions"
          onChange={(permissionMode) => onChange({ permissionMode })}
        />
      )}
    </Field>
  )
}

/** Where its pane appears. */
export function ShowField({ draft, onChange }: Props) {
  return (
    <Field label="Show">
      {(ids) => (
        <Select
          id={ids.id}
          label="Show"
          value={draft.show}
          options={places}
          testId="start-show"
          onChange={(show) => onChange({ show })}
        />
      )}
    </Field>
  )
}

/** How many get this prompt. */
export function CopiesField({ copies, onChange }: { copies: number; onChange: (copies: number) => void }) {
  return (
    <Field label="How many" hint="each with a name">
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="number"
          min={1}
          max={fanOutMax}
          value={copies}
          data-testid="start-copies"
          onChange={(event) => onChange(Math.min(fanOutMax, Math.max(1, Number(event.target.value) || 1)))}
        />
      )}
    </Field>
  )
}
