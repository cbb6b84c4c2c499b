import { Check, LoaderCircle } from 'lucide-react'
import type { AmbientState } from '../../shared/domain/ambient.ts'

const steps = ['Send the prompt', 'Wait for a worker', 'Start the session'] as const

/** How far the way to a running session is; nothing once it runs or has ended. */
export function AmbientProgress({
  state,
  executionNumber,
}: {
  state: AmbientState
  executionNumber: number
}) {
  const done = doneSteps(state)
  if (done === null) return null
  const what = executionNumber > 0 ? 'Sending the follow-up' : 'Starting in the cloud'
  return (
    <ol className="progress" aria-label={what} data-testid="ambient-progress">
      {steps.map((step, index) => (
        <li key={step} data-step={index < done ? 'done' : index === done ? 'now' : 'later'}>
          <StepIcon isDone={index < done} isNow={index === done} />
          {step}
        </li>
      ))}
    </ol>
  )
}

function StepIcon({ isDone, isNow }: { isDone: boolean; isNow: boolean }) {
  if (isDone) return <Check size={13} aria-label="done" />
  if (isNow) return <LoaderCircle size={13} className="spinner" aria-label="now" />
  return <span className="step-dot" aria-hidden />
}

const doneSteps = (state: AmbientState): number | null => {
  if (state === 'Setup' || state === 'Composing') return 0
  return state === 'WaitingForSession' ? 1 : null
}
