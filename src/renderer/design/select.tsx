import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import './select.css'

export type Option<Value> = { readonly value: Value; readonly label: string; readonly hint?: string }

type Props<Value> = {
  readonly id?: string
  readonly label: string
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly testId?: string
  /** Stands there while nothing is chosen. */
  readonly placeholder?: string
}

/** One of a few. The visible label stands outside; `label` names it for screen readers. */
export function Select<Value extends string | null>({
  label,
  value,
  options,
  onChange,
  testId,
  id,
  placeholder,
}: Props<Value>) {
  return (
    <Base.Root
      items={[...options]}
      value={value}
      // the list is made of `options`, so what comes back is one of their values
      onValueChange={(next) => onChange(next as Value)}
    >
      <Base.Trigger id={id} className="input select" aria-label={label} data-testid={testId}>
        <Base.Value className="truncate" placeholder={placeholder} />
        <Base.Icon className="select-icon">
          <ChevronsUpDown size={14} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="positioner above" sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className="menu select-menu">
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value ?? ''} value={option.value} className="menu-item">
                  <span className="select-check">
                    <Base.ItemIndicator>
                      <Check size={14} />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText className="grow truncate">{option.label}</Base.ItemText>
                  {option.hint && <span className="menu-keys">{option.hint}</span>}
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
