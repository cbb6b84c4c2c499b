import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { LoaderCircle } from 'lucide-react'
import type { StartAgent } from '../../shared/contract/app.ts'
import { useView } from '../services.ts'

type Props = {
  readonly draft: StartAgent
  readonly problem: string | undefined
  readonly onChange: (change: Partial<StartAgent>) => void
}

/** Which program is the agent; one that is not there is shown grey, with the reason. */
export function HarnessField({ draft, problem, onChange }: Props) {
  const harnesses = useView((view) => view.harnesses)
  return (
    <div className="field">
      <span className="field-label" id="harness-label">
        Harness
      </span>
      <RadioGroup
        className="cards"
        aria-labelledby="harness-label"
        value={draft.harness}
        onValueChange={(harness) => onChange({ harness: String(harness) })}
      >
        {harnesses.length === 0 && (
          <p className="field-note cards-looking" role="status">
            <LoaderCircle size={13} className="spinner" aria-hidden /> Looking for agents that are installed…
          </p>
        )}
        {harnesses.map((harness) => (
          <Radio.Root
            key={harness.name}
            value={harness.name}
            disabled={!harness.isAvailable}
            nativeButton
            render={<button type="button" />}
            className="card"
            title={harness.problem ?? undefined}
            data-testid={`start-harness-${harness.name}`}
          >
            <span className="card-name">
              <span className="health" data-health={harness.isAvailable ? 'good' : 'absent'} aria-hidden />
              {harness.displayName}
            </span>
            <span className="card-note">
              {harness.isAvailable
                ? (harness.version ?? 'any program')
                : (harness.problem ?? 'not available')}
            </span>
          </Radio.Root>
        ))}
      </RadioGroup>
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
