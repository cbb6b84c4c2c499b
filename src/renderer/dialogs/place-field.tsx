import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Cloud, Laptop } from 'lucide-react'
import type { PlaceView } from '../../shared/contract/app-places.ts'
import type { StartAgent } from '../../shared/contract/app.ts'
import { Select } from '../design/select.tsx'
import { useView } from '../services.ts'
import { Field } from './field.tsx'
import { remoteRefusal } from './start-draft.ts'

type Props = { readonly draft: StartAgent; readonly onChange: (change: Partial<StartAgent>) => void }

/** Here, in the cloud, or at a place that a person set up. */
export function PlaceField({ draft, onChange }: Props) {
  const places = useView((view) => view.places)
  const refusal = useView((view) => remoteRefusal(draft, view))
  if (places.length > 0) return <PlaceChoice {...{ draft, onChange, places, refusal }} />
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

type ChoiceProps = Props & { readonly places: readonly PlaceView[]; readonly refusal: string | null }

/** More than two fit a list better. `local` and `remote` are no names of places. */
function PlaceChoice({ draft, onChange, places, refusal }: ChoiceProps) {
  const elsewhere = places.filter((one) => one.problem === null)
  const options = [
    { value: 'local', label: 'This machine' },
    ...(refusal === null ? [{ value: 'remote', label: 'Cloud', hint: 'this worker' }] : []),
    ...elsewhere.map(({ name, kind }) => ({
      value: name,
      label: name,
      hint: kind === 'oz' ? 'Oz' : 'Reveille',
    })),
  ]
  const choose = (chosen: string): void =>
    onChange(
      elsewhere.some((one) => one.name === chosen)
        ? { place: 'remote', at: chosen }
        : { place: chosen === 'remote' ? 'remote' : 'local', at: null },
    )
  return (
    <Field label="Place">
      {({ id }) => (
        <Select
          id={id}
          label="Place"
          value={draft.at ?? draft.place}
          options={options}
          onChange={choose}
          testId="start-place"
        />
      )}
    </Field>
  )
}
