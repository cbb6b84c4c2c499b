import { Tooltip } from '@base-ui/react/tooltip'
import type { ComponentProps, ReactNode } from 'react'
import { showKeys, type ActionId } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { useServices } from '../services.ts'

type Props = Omit<ComponentProps<'button'>, 'children'> & {
  readonly label: string
  readonly icon: ReactNode
  /** Shows the action's key in the tooltip. */
  readonly action?: ActionId
  readonly size?: 'small' | 'normal'
}

/** A button that is only a picture; its name is its tooltip. */
export function IconButton({ label, icon, action, size = 'normal', className = '', ...rest }: Props) {
  const { isMac } = useServices()
  const keys = useKeys(action ?? null)
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <button type="button" {...rest} className={`icon-button ${size} ${className}`} aria-label={label} />
        }
      >
        {icon}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6}>
          <Tooltip.Popup className="tooltip">
            {label}
            {keys && <kbd className="keys">{showKeys(keys, isMac)}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
