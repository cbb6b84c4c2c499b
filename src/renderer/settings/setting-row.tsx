import { Switch } from '@base-ui/react/switch'
import { RotateCcw } from 'lucide-react'
import { useId, useState } from 'react'
import { IconButton } from '../design/icon-button.tsx'
import { Select } from '../design/select.tsx'
import { focusedPane } from '../../shared/domain/layout.ts'
import { useServices, useView } from '../services.ts'
import { projectOfPane } from '../state/pane-look.ts'
import { lastPart } from '../state/words.ts'
import { problemOf, type SettingField } from './settings-model.ts'

/** A setting: its name, its sentence, its control. What does not fit is said at once and not stored. */
export function SettingRow({ field }: { field: SettingField }) {
  const { commands } = useServices()
  const id = useId()
  // the field's own schema has checked each value that the view holds under its name
  const value = useView((view) => (view.settings as Readonly<Record<string, unknown>>)[field.name])
  const [problem, setProblem] = useState<string | null>(null)
  const set = (next: unknown): void => {
    const wrong = problemOf(field, next)
    setProblem(wrong)
    if (wrong !== null) return
    const change = { [field.name]: next } // checked by the field's schema just now
    void (field.owner === 'window' ? commands.setWindow(change) : commands.setTerminals(change))
  }
  const isChanged = value !== field.initial
  const project = useView((view) => projectOfPane(view, focusedPane(view.layout)))
  const said = (project?.settings as Readonly<Record<string, string | number | boolean>> | undefined)?.[
    field.name
  ] // a value of its schema
  return (
    <div className="setting" data-testid={`setting-${field.name}`} data-changed={isChanged}>
      <div className="setting-words">
        <span className="setting-title">
          <label id={`${id}-title`} htmlFor={`${id}-control`}>
            {field.title}
          </label>
          <span className="setting-source" data-testid={`source-${field.name}`}>
            {isChanged ? 'yours' : 'default'}
          </span>
        </span>
        <p className="setting-description" id={`${id}-words`}>
          {field.description}
        </p>
        {said !== undefined && project && (
          <p className="setting-project">
            In {lastPart(project.root)} it is <b>{String(said) || 'nothing'}</b>: its .reveille/settings.json
            says so.
          </p>
        )}
        {problem && (
          <p className="field-problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className="setting-control">
        {isChanged && (
          <IconButton
            label={`${field.title}: back to ${String(field.initial) || 'nothing'}`}
            size="small"
            icon={<RotateCcw size={13} />}
            onClick={() => set(field.initial)}
          />
        )}
        <Control field={field} value={value} ids={id} onChange={set} />
      </div>
    </div>
  )
}

type ControlProps = { field: SettingField; value: unknown; ids: string; onChange: (value: unknown) => void }

function Control({ field, value, ids, onChange }: ControlProps) {
  const { control } = field
  const own = { id: `${ids}-control`, 'aria-describedby': `${ids}-words` } // its label is a click away
  const labels = { 'aria-labelledby': `${ids}-title`, 'aria-describedby': `${ids}-words` }
  switch (control.kind) {
    case 'switch':
      return (
        <Switch.Root className="switch" checked={value === true} onCheckedChange={onChange} {...labels}>
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
      )
    case 'choice':
      return (
        <Select
          label={field.title}
          value={String(value)}
          options={control.options.map((option) => ({ value: option, label: optionWords(option) }))}
          onChange={onChange}
        />
      )
    case 'number':
      return (
        <input
          {...own}
          className="input setting-number"
          type="number"
          min={control.min}
          max={control.max}
          step={control.isWhole ? 1 : 0.05}
          defaultValue={Number(value)}
          key={String(value)}
          onBlur={(event) => Number(event.target.value) !== value && onChange(Number(event.target.value))}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      )
    case 'text': {
      const shared = {
        ...own,
        defaultValue: String(value),
        key: String(value),
        spellCheck: false,
        onBlur: (event: { target: { value: string } }) =>
          event.target.value !== value && onChange(event.target.value),
      }
      return control.isLong ? (
        <textarea {...shared} key={shared.key} className="textarea mono" rows={3} />
      ) : (
        <input
          {...shared}
          key={shared.key}
          className="input"
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      )
    }
  }
}

/** "keep-running" as people read it: "Keep running". */
function optionWords(option: string): string {
  const words = option.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
