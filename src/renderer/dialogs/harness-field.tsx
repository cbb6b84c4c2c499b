import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { LoaderCircle } from 'lucide-react'
import { useEffect } from 'react'
import type { StartAgent } from '../../shared/contract/app.ts'
import type { HarnessHealth } from '../../shared/contract/app-harnesses.ts'
import { useServices, useView } from '../services.ts'

type Props = {
  readonly draft: StartAgent
  readonly problem: string | undefined
  readonly onChange: (change: Partial<StartAgent>) => void
}

/** Which program is the agent; one that is not there is shown grey, with the reason. */
export function HarnessField({ draft, problem, onChange }: Props) {
  const { connection } = useServices()
  const harnesses = useView((view) => view.harnesses)
  // Installed or signed in since the app looked last: the view tells what main finds.
  useEffect(() => void connection.call('lookAtHarnesses', undefined).catch(() => {}), [connection])
  const chosen = harnesses.find((one) => one.name === draft.harness)
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
            title={(harness.problem ?? whatToDo(harness)) || undefined}
            data-testid={`start-harness-${harness.name}`}
          >
            <span className="card-name">
              <span className="health" data-health={healthOf(harness)} aria-hidden />
              {harness.displayName}
            </span>
            <span className="card-note">{noteOf(harness)}</span>
          </Radio.Root>
        ))}
      </RadioGroup>
      {chosen && whatToDo(chosen) && (
        <p className="field-note" role="status" data-testid="harness-sign-in">
          {chosen.displayName} says that nobody is signed in: {whatToDo(chosen)}.
        </p>
      )}
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

type Health = 'good' | 'wants' | 'absent'

const healthOf = ({ isAvailable, signIn }: HarnessHealth): Health =>
  !isAvailable ? 'absent' : signIn === 'signed-out' ? 'wants' : 'good'

/** Its version and whether its user is signed in, or why it cannot be used. */
function noteOf({ isAvailable, problem, version, signIn }: HarnessHealth): string {
  if (!isAvailable) return problem ?? 'not available'
  const words = { 'signed-in': 'signed in', 'signed-out': 'not signed in', unknown: '' }[signIn]
  return [version ?? 'any program', words].filter(Boolean).join(' · ')
}

const whatToDo = ({ isAvailable, signIn, signInRemedy }: HarnessHealth): string =>
  isAvailable && signIn === 'signed-out' ? signInRemedy : ''
