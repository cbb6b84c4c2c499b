import { useId, type ReactElement, type ReactNode } from 'react'
import './form.css'

type Props = {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: string | undefined
  /** Given the ids that tie control, label and problem together. */
  readonly children: (ids: {
    id: string
    'aria-describedby': string | undefined
    'data-invalid': true | undefined
  }) => ReactElement
}

/** A label, its control, and what is wrong with it. */
export function Field({ label, hint, problem, children }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
        {hint && <span className="field-hint">{hint}</span>}
      </label>
      {children({
        id,
        'aria-describedby': problem ? `${id}-problem` : undefined,
        'data-invalid': problem ? true : undefined,
      })}
      {problem && (
        <p id={`${id}-problem`} className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
