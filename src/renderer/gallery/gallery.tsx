import '../zod-without-eval.ts'
import { Switch } from '@base-ui/react/switch'
import { Tooltip } from '@base-ui/react/tooltip'
import { Cloud, Pin, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { AgentStatus } from '../../shared/domain/agent-status.ts'
import { loadFonts } from '../design/fonts.ts'
import { Select } from '../design/select.tsx'
import { Logo, StatusIcon } from '../design/status-icon.tsx'
import { statusLooks, tones } from '../design/status-look.ts'
import { Field } from '../dialogs/field.tsx'
import '../design/tokens.css'
import '../design/base.css'
import '../design/controls.css'
import '../design/overlays.css'
import '../frame/banners.css'
import '../pills/pills.css'
import '../settings/settings.css'
import './gallery.css'

// Every part of the design system on one page, from the code that the window uses. Never packaged: e2e photographs it.

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

function Gallery() {
  return (
    <Tooltip.Provider>
      <main className="gallery">
        <h1>
          <Logo size={28} /> The parts of the window
        </h1>
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
        <Part title="Pills">
          <div className="gallery-row">
            {AgentStatus.options.map((status, index) => (
              <button
                key={status}
                type="button"
                className="pill"
                data-tone={statusLooks[status].tone}
                aria-current={index === 0}
              >
                <StatusIcon status={status} />
                <span className="pill-name">agent</span>
                <span className="pill-word toned">{statusLooks[status].word}</span>
                {index % 4 === 3 && <Cloud size={12} className="pill-mark" aria-label="cloud" />}
                {index === 5 && <Pin size={11} className="pill-mark" aria-label="pinned" />}
              </button>
            ))}
          </div>
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
      </main>
    </Tooltip.Provider>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="gallery-part">
    <h2>{title}</h2>
    {children}
  </section>
)

const Swatch = ({ name }: { name: string }) => (
  <span className="swatch">
    <span style={{ background: `var(--${name})` }} aria-hidden />
    {name}
  </span>
)

const theme = new URLSearchParams(window.location.search).get('theme')
document.documentElement.dataset.theme = theme === 'light' ? 'light' : 'dark'
const root = document.getElementById('root')
void loadFonts(document).then(() => root && createRoot(root).render(<Gallery />))
