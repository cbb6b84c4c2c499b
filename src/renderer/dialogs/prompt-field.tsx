import { History } from 'lucide-react'
import type { RefObject } from 'react'
import type { StartAgent } from '../../shared/contract/app.ts'
import { Select } from '../design/select.tsx'
import { useView } from '../services.ts'
import { Field } from './field.tsx'
import { promptLabelChars } from '../limits.ts'

type Props = {
  readonly draft: StartAgent
  readonly problem: string | undefined
  readonly inputRef: RefObject<HTMLTextAreaElement | null>
  readonly onChange: (change: Partial<StartAgent>) => void
}

/** The first thing an agent is told; what others were told first is at hand. */
export function PromptField({ draft, problem, inputRef, onChange }: Props) {
  const history = useView((view) => view.settings.promptHistory)
  const earlier = history.map((prompt) => ({
    value: prompt,
    label: prompt.length > promptLabelChars ? `${prompt.slice(0, promptLabelChars)}…` : prompt,
  }))
  return (
    <div className="prompt-field">
      <Field label="Prompt" hint="the first thing it is told; may be empty here" problem={problem}>
        {(ids) => (
          <textarea
            {...ids}
            ref={inputRef}
            className="textarea"
            value={draft.prompt}
            rows={4}
            placeholder="What should it do?"
            data-testid="start-prompt"
            onChange={(event) => onChange({ prompt: event.target.value })}
          />
        )}
      </Field>
      {earlier.length > 0 && (
        <span className="prompt-history">
          <History size={13} aria-hidden />
          <Select
            label="Earlier prompts"
            value={null}
            placeholder="Earlier prompts"
            options={earlier}
            onChange={(prompt: string | null) => prompt !== null && onChange({ prompt })}
          />
        </span>
      )}
    </div>
  )
}
