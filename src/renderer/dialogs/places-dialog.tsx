import { KeyRound, Trash2, TriangleAlert } from 'lucide-react'
import { useRef, useState, type FormEvent, type RefObject } from 'react'
import type { PlaceView } from '../../shared/contract/app-places.ts'
import { ozUrl, PlaceConfig } from '../../shared/contract/places.ts'
import { WireError } from '../../shared/contract/wire.ts'
import { IconButton } from '../design/icon-button.tsx'
import { Select } from '../design/select.tsx'
import { useServices, useView } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { DialogFrame } from './dialog-frame.tsx'
import { Field } from './field.tsx'
import './places.css'

type Draft = {
  readonly kind: 'reveille' | 'oz'
  readonly name: string
  readonly url: string
  readonly token: string
}
const emptyDraft: Draft = { kind: 'reveille', name: '', url: '', token: '' }
const kinds = [
  { value: 'reveille', label: 'A Reveille service' },
  { value: 'oz', label: 'Oz, by Warp' },
] as const

/** Where else remote agents can run: the places there are, and a form for one more. */
export function PlacesDialog() {
  const places = useView((view) => view.places)
  const { store } = useServices()
  const name = useRef<HTMLInputElement>(null)
  return (
    <DialogFrame
      title="Places"
      description="Remote agents run with the worker of this machine, or at one of these places."
      testId="places-dialog"
      initialFocus={name}
    >
      {places.length > 0 && (
        <ul className="places" aria-label="Places">
          {places.map((place) => (
            <PlaceRow key={place.name} place={place} />
          ))}
        </ul>
      )}
      <PlaceForm nameInput={name} onClose={() => closeDialog(store)} />
    </DialogFrame>
  )
}

function PlaceRow({ place }: { place: PlaceView }) {
  const { connection } = useServices()
  const [problem, setProblem] = useState('')
  const said = problem || place.problem
  const remove = (): void => {
    connection
      .call('removePlace', { name: place.name })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
  }
  return (
    <li className="place-row" data-testid={`place-${place.name}`}>
      <div className="grow">
        <strong>{place.name}</strong> <span className="place-url">{place.url}</span>
        {said && (
          <p className="field-problem" role="alert">
            {said}
          </p>
        )}
      </div>
      <span className="place-seal" data-sealed={place.isSealed}>
        {place.isSealed ? <KeyRound size={12} aria-hidden /> : <TriangleAlert size={12} aria-hidden />}
        {place.isSealed ? 'token sealed' : 'token in the clear'}
      </span>
      <IconButton label={`Remove ${place.name}`} icon={<Trash2 size={14} />} size="small" onClick={remove} />
    </li>
  )
}

type FormProps = { readonly nameInput: RefObject<HTMLInputElement | null>; readonly onClose: () => void }

function PlaceForm({ nameInput, onClose }: FormProps) {
  const { connection } = useServices()
  const [draft, setDraft] = useState(emptyDraft)
  const [problem, setProblem] = useState('')
  const [isRunning, setRunning] = useState(false)
  /** There is no keystore: a person may agree to a file that only they can read. */
  const [needsConsent, setNeedsConsent] = useState(false)
  const [mayBePlain, setMayBePlain] = useState(false)
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }))
  const place = PlaceConfig.safeParse({
    kind: draft.kind,
    name: draft.name.trim(),
    url: draft.url.trim() === '' && draft.kind === 'oz' ? ozUrl : withApi(draft.url.trim(), draft.kind),
  })
  const wrong = (field: string): string | undefined =>
    place.success || draft[field === 'url' ? 'url' : 'name'] === ''
      ? undefined
      : place.error.issues.find((issue) => issue.path[0] === field)?.message
  const canAdd = place.success && draft.token.trim() !== '' && !isRunning && (!needsConsent || mayBePlain)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!canAdd) return
    setRunning(true)
    setProblem('')
    try {
      await connection.call('addPlace', { place: place.data, token: draft.token, mayBePlain })
      setDraft(emptyDraft)
      setNeedsConsent(false)
      setMayBePlain(false)
    } catch (error) {
      setNeedsConsent(error instanceof WireError && error.code === 'no-keystore')
      setProblem(error instanceof Error ? error.message : String(error)) // shown below, what was typed stays
    } finally {
      setRunning(false)
    }
  }
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <div className="place-fields">
        <Field label="Name" hint="as it stands in a run" problem={wrong('name')}>
          {(ids) => (
            <input
              {...ids}
              ref={nameInput}
              className="input"
              value={draft.name}
              maxLength={32}
              spellCheck={false}
              placeholder="team"
              data-testid="place-name"
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="What it is">
          {({ id }) => (
            <Select
              id={id}
              label="What it is"
              value={draft.kind}
              options={kinds}
              onChange={(kind) => change({ kind })}
              testId="place-kind"
            />
          )}
        </Field>
      </div>
      <Field
        label="Address"
        hint={draft.kind === 'oz' ? 'empty: Warp’s own' : 'https, or this machine'}
        problem={wrong('url')}
      >
        {(ids) => (
          <input
            {...ids}
            className="input"
            value={draft.url}
            spellCheck={false}
            placeholder={draft.kind === 'oz' ? ozUrl : 'https://agents.example'}
            data-testid="place-url"
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Field>
      <Field label={draft.kind === 'oz' ? 'API key' : 'Token'} hint="given to the worker, shown to nobody">
        {(ids) => (
          <input
            {...ids}
            type="password"
            autoComplete="off"
            className="input"
            value={draft.token}
            data-testid="place-token"
            onChange={(event) => change({ token: event.target.value })}
          />
        )}
      </Field>
      {needsConsent && (
        <label className="place-consent">
          <input
            type="checkbox"
            checked={mayBePlain}
            data-testid="place-plain"
            onChange={(event) => setMayBePlain(event.target.checked)}
          />
          Store it in a file that only I can read
        </label>
      )}
      {problem && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
        <button type="submit" className="button primary" disabled={!canAdd} data-testid="place-add">
          {isRunning ? 'Asking it…' : 'Add'}
        </button>
      </footer>
    </form>
  )
}

/** People type the address of the service; the API lies below it. */
const withApi = (url: string, kind: Draft['kind']): string =>
  kind === 'oz' || /\/api\/v1\/?$/.test(url) ? url : `${url.replace(/\/+$/, '')}/api/v1`
