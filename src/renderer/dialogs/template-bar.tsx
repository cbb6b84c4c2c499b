import { Menu } from '@base-ui/react/menu'
import { Bookmark, Ellipsis } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import type { AgentTemplate } from '../../shared/domain/agent-template.ts'
import { Select } from '../design/select.tsx'
import { useServices, useView } from '../services.ts'
import { templateOfDraft } from './start-draft.ts'
import { useRequest } from './use-request.ts'
import type { Start } from './use-start.ts'

type Naming = 'none' | 'new' | 'rename'

/** Earlier ways to start agents: chosen, saved, changed and taken away here. */
export function TemplateBar({
  start,
  onChosen,
  chosen,
}: {
  readonly start: Start
  readonly chosen: string | null
  readonly onChosen: (id: string | null) => void
}) {
  const { connection } = useServices()
  const templates = useView((view) => view.templates)
  const [naming, setNaming] = useState<Naming>('none')
  const request = useRequest()
  const template = templates.find((one) => one.id === chosen) ?? null
  const save = (id: string | null, name: string): void =>
    void request.run(async () => {
      const saved = templateOfDraft(start.draft, start.copies, name)
      onChosen((await connection.call('saveTemplate', { id, ...saved })).id)
      setNaming('none')
    })
  const remove = ({ id }: AgentTemplate): void =>
    void request.run(async () => {
      await connection.call('deleteTemplate', { id })
      onChosen(null)
    })
  const choose = (id: string | null): void => {
    onChosen(id)
    const next = templates.find((one) => one.id === id)
    if (next) start.takeTemplate(next)
  }
  if (naming !== 'none')
    return (
      <NameField
        initial={naming === 'rename' ? (template?.name ?? '') : ''}
        onCancel={() => setNaming('none')}
        onName={(name) => save(naming === 'rename' ? (template?.id ?? null) : null, name)}
        problem={request.problem}
      />
    )
  return (
    <div className="templates">
      <Bookmark size={13} aria-hidden />
      {templates.length > 0 && (
        <Select
          label="Template"
          value={chosen}
          placeholder="From a template"
          testId="start-template"
          options={templates.map(({ id, name, harness }) => ({ value: id, label: name, hint: harness }))}
          onChange={choose}
        />
      )}
      {template ? (
        <Menu.Root modal={false}>
          <Menu.Trigger className="icon-button small" aria-label={`Template ${template.name}`}>
            <Ellipsis size={14} />
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Positioner className="positioner above" align="end" sideOffset={4}>
              <Menu.Popup className="menu">
                <Item label={`Update “${template.name}”`} onClick={() => save(template.id, template.name)} />
                <Item label="Save as a new one…" onClick={() => setNaming('new')} />
                <Item label="Rename…" onClick={() => setNaming('rename')} />
                <Item label="Delete" onClick={() => remove(template)} />
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
      ) : (
        <button
          type="button"
          className="button small quiet"
          data-testid="save-template"
          onClick={() => setNaming('new')}
        >
          Save as a template
        </button>
      )}
      {request.problem && (
        <p className="field-problem" role="alert">
          {request.problem}
        </p>
      )}
    </div>
  )
}

const Item = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Menu.Item className="menu-item" onClick={onClick}>
    <span className="grow">{label}</span>
  </Menu.Item>
)

type NameProps = {
  readonly initial: string
  readonly problem: string
  readonly onName: (name: string) => void
  readonly onCancel: () => void
}

function NameField({ initial, problem, onName, onCancel }: NameProps) {
  const [name, setName] = useState(initial)
  const submit = (): void => {
    if (name.trim() !== '') onName(name.trim())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault() // neither the dialog nor the agent is meant
    event.stopPropagation()
    if (event.key === 'Enter') submit()
    else onCancel()
  }
  return (
    <div className="templates">
      <Bookmark size={13} aria-hidden />
      <input
        className="input"
        aria-label="Name of the template"
        placeholder="Name of the template"
        maxLength={60}
        autoFocus
        value={name}
        data-testid="template-name"
        onChange={(event) => setName(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        className="button small"
        disabled={name.trim() === ''}
        data-testid="template-save"
        onClick={submit}
      >
        Save
      </button>
      <button type="button" className="button small quiet" onClick={onCancel}>
        Cancel
      </button>
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
