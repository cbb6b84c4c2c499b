import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Cloud, Laptop } from 'lucide-react'
import type { StartAgent } from '../../shared/contract/app.ts'
import { useView } from '../services.ts'
import { remoteRefusal } from './start-draft.ts'

type Props = { readonly draft: StartAgent; readonly onChange: (change: Partial<StartAgent>) => void }

/** Here or in the cloud. */
export function PlaceField({ draft, onChange }: Props) {
  const refusal = useView((view) => remoteRefusal(draft, view))
  return (
    <div className="field">
      <span className="field-label" id="place-label">
        Place
      </span>
      <RadioGroup
        className="segments"
        aria-labelledby="place-label"
        value={draft.place}
        onValueChange={(place) => onChange({ place: place === 'remote' ? 'remote' : 'local' })}
      >
        <Radio.Root
          value="local"
          nativeButton
          render={<button type="button" />}
          className="segment"
          data-testid="start-place-local"
        >
          <Laptop size={14} aria-hidden />
          This machine
        </Radio.Root>
        <Radio.Root
          value="remote"
          nativeButton
          render={<button type="button" />}
          className="segment"
          disabled={refusal !== null}
          data-testid="start-place-remote"
        >
          <Cloud size={14} aria-hidden />
          Cloud
        </Radio.Root>
      </RadioGroup>
      {refusal && <p className="field-note">{refusal}</p>}
    </div>
  )
}
