import { Switch } from '@base-ui/react/switch'
import { Plus } from 'lucide-react'
import { AgentStatus } from '../../shared/domain/agent-status.ts'
import { Select } from '../design/select.tsx'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks, tones } from '../design/status-look.ts'
import { Field } from '../dialogs/field.tsx'
import '../frame/banners.css'
import { Part } from './part.tsx'

const surfaces = [
  'ground',
  'panel',
  'raised',
  'hover',
  'overlay',
  'surface-blocked',
  'surface-failed',
  'surface-waking',
]
const sizes = ['s', 'm', 'l', 'xl', '2xl']

/** What everything else is made of: states, controls, words, colours, type. */
export const Basics = () => (
  <>
    <Part title="States: colour, shape, word">
      <ul className="gallery-states">
        {AgentStatus.options.map((status) => (
          <li key={status} data-tone={statusLooks[status].tone}>
            <StatusIcon status={status} size={18} />
            <span className="toned">{statusLooks[status].word}</span>
          </li>
        ))}
      </ul>
    </Part>
    <div className="gallery-two">
      <Part title="Controls">
        <div className="gallery-row">
          <button type="button" className="button primary">
            <Plus size={14} aria-hidden /> Primary
          </button>
          <button type="button" className="button">
            Plain
          </button>
          <button type="button" className="button attention">
            Allow once
          </button>
          <button type="button" className="button danger">
            Kill
          </button>
          <button type="button" className="button" disabled>
            Not now
          </button>
          <button type="button" className="button small">
            Small
          </button>
          <kbd className="keys">Ctrl+Shift+P</kbd>
          <span className="tag">claude</span>
          <span className="count-badge">3</span>
          <Switch.Root className="switch" defaultChecked aria-label="A switch that is on">
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
          <Switch.Root className="switch" aria-label="A switch that is off">
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
        </div>
        <Field label="A field" hint="with a hint">
          {(ids) => <input {...ids} className="input" defaultValue="something" />}
        </Field>
        <Field label="A field" problem="What is wrong, and what to do about it.">
          {(ids) => <input {...ids} className="input mono" defaultValue="/does/not/exist" />}
        </Field>
        <Select
          label="One of a few"
          value="family"
          options={[{ value: 'family', label: 'One of a few' }]}
          onChange={() => {}}
        />
      </Part>
      <Part title="Words that ask for a look">
        {(['blocked', 'failed', 'waking'] as const).map((tone) => (
          <div key={tone} className="banner" data-tone={tone}>
            <b className="toned">{tone}</b>
            <span className="grow">What happened, why, and what to do. Nothing is lost.</span>
          </div>
        ))}
        <p>Text</p>
        <p className="gallery-muted">Muted text, for what is second</p>
        <p className="gallery-faint">Faint text, for what is third; AA on every surface</p>
      </Part>
    </div>
    <div className="gallery-two">
      <Part title="Colours">
        <div className="gallery-row">
          {[...tones, 'accent', 'focus', 'line', 'line-strong', 'line-control'].map((name) => (
            <Swatch key={name} name={name} />
          ))}
        </div>
        <div className="gallery-row">
          {surfaces.map((name) => (
            <Swatch key={name} name={name} />
          ))}
        </div>
      </Part>
      <Part title="Type">
        {sizes.map((size) => (
          <p key={size} style={{ fontSize: `var(--text-${size})` }}>
            Inter {size}: who needs you, who sleeps and why
          </p>
        ))}
        <p className="mono">JetBrains Mono: npm publish --dry-run 0O 1lI</p>
      </Part>
    </div>
  </>
)

const Swatch = ({ name }: { name: string }) => (
  <span className="swatch">
    <span style={{ background: `var(--${name})` }} aria-hidden />
    {name}
  </span>
)
