import { Check, FileDown, LoaderCircle, Moon, Sun, Trash2 } from 'lucide-react'
import { useState, type CSSProperties } from 'react'
import type { TerminalPalette } from '../../shared/domain/palettes/terminal-palette.ts'
import { IconButton } from '../design/icon-button.tsx'
import { useRequest } from '../dialogs/use-request.ts'
import { useServices, useView } from '../services.ts'
import { ownPalettes } from '../../shared/domain/palettes/palette-in-use.ts'
import './colours.css'

const own = [
  { ...ownPalettes.dark, name: '' },
  { ...ownPalettes.light, name: '' },
] as const

/** The colours of terminals: our own, and themes of other terminals; one for each theme of the window. */
export function ColoursPart() {
  const { connection } = useServices()
  const palettes = useView((view) => view.palettes)
  const request = useRequest()
  const [told, setTold] = useState<readonly string[]>([])
  const add = (): void =>
    void request.run(async () => {
      const { problems } = await connection.call('importPalettes', undefined)
      setTold(problems)
    })
  return (
    <section data-testid="colours">
      <h2 className="settings-heading">
        Colours
        <button
          type="button"
          className="button small"
          disabled={request.isRunning}
          data-testid="import-palettes"
          onClick={add}
        >
          {request.isRunning ? (
            <LoaderCircle size={13} className="spinner" aria-hidden />
          ) : (
            <FileDown size={13} aria-hidden />
          )}
          Import…
        </button>
      </h2>
      <p className="setting-description keys-hint">
        Themes of Ghostty, iTerm2 (.itermcolors) and Windows Terminal (JSON). Of terminals only: the window
        keeps its own colours, and text that a theme makes too faint is drawn readably.
      </p>
      {[request.problem, ...told].filter(Boolean).map((problem) => (
        <p key={problem} className="field-problem" role="alert">
          {problem}
        </p>
      ))}
      <ul className="palettes">
        <PaletteCard palette={own[0]} label="Reveille" />
        {palettes.map((palette) => (
          <PaletteCard key={palette.name} palette={palette} label={palette.name} />
        ))}
      </ul>
    </section>
  )
}

function PaletteCard({ palette, label }: { palette: TerminalPalette; label: string }) {
  const { commands } = useServices()
  const { name } = palette
  const isForDark = useView((view) => view.settings.terminalThemeDark === name)
  const isForLight = useView((view) => view.settings.terminalThemeLight === name)
  return (
    <li className="palette-card" data-testid={`palette-${label}`}>
      {name === '' ? (
        <span className="palette-halves">
          {own.map((one) => (
            <Sample key={one.background} palette={one} />
          ))}
        </span>
      ) : (
        <Sample palette={palette} />
      )}
      <span className="palette-card-name truncate">{label}</span>
      <span className="palette-uses">
        <Use
          label={`${label} while the window is dark`}
          icon={<Moon size={12} aria-hidden />}
          isOn={isForDark}
          onUse={() => void commands.setTerminals({ terminalThemeDark: name })}
        />
        <Use
          label={`${label} while the window is light`}
          icon={<Sun size={12} aria-hidden />}
          isOn={isForLight}
          onUse={() => void commands.setTerminals({ terminalThemeLight: name })}
        />
        {name !== '' && (
          <IconButton
            label={`Remove ${label}`}
            size="small"
            icon={<Trash2 size={13} />}
            onClick={() => void commands.removePalette(name)}
          />
        )}
      </span>
    </li>
  )
}

type UseProps = {
  readonly label: string
  readonly icon: React.ReactNode
  readonly isOn: boolean
  readonly onUse: () => void
}

const Use = ({ label, icon, isOn, onUse }: UseProps) => (
  <button
    type="button"
    className="palette-use"
    aria-pressed={isOn}
    aria-label={label}
    title={label}
    onClick={onUse}
  >
    {isOn ? <Check size={12} aria-hidden /> : null}
    {icon}
  </button>
)

/** What a terminal looks like in it, and its sixteen colours; a picture of the name beside it. */
function Sample({ palette }: { palette: TerminalPalette }) {
  const { background, foreground, ansi } = palette
  const colour = (index: number): CSSProperties => ({ color: ansi[index] })
  return (
    <span className="palette-sample" style={{ background, color: foreground }} aria-hidden>
      <span>
        <span style={colour(2)}>ada</span> <span style={colour(4)}>~/shop</span> $ git diff
      </span>
      <span>
        <span style={colour(1)}>-total</span> <span style={colour(3)}>+sum</span>{' '}
        <span style={colour(5)}>4</span>
      </span>
      <span className="palette-dots">
        {ansi.map((one, index) => (
          // two colours of a theme may be the same: their place names them
          // oxlint-disable-next-line react/no-array-index-key
          <i key={index} style={{ background: one }} />
        ))}
      </span>
    </span>
  )
}
