import { Folder } from 'lucide-react'
import type { StartAgent } from '../../shared/contract/app.ts'
import { useServices, useView } from '../services.ts'
import { shortPath } from '../state/words.ts'
import { Field } from './field.tsx'

type Props = {
  readonly draft: StartAgent
  readonly problem: string | undefined
  readonly onChange: (change: Partial<StartAgent>) => void
}

const recentShown = 4

/** Where it works: typed, browsed, or one of the last ones. */
export function DirectoryField({ draft, problem, onChange }: Props) {
  const { connection, commands } = useServices()
  const home = useView((view) => view.homeDirectory)
  const recent = useView((view) => view.settings.recentDirectories)
  const others = recent.filter((directory) => directory !== draft.directory).slice(0, recentShown)
  const browse = () =>
    void connection.call('chooseDirectory', { startAt: draft.directory }).then(
      ({ directory }) => directory !== null && onChange({ directory }),
      (error: unknown) => commands.toast('No directory chosen', error instanceof Error ? error.message : ''),
    )
  return (
    <div>
      <Field label="Directory" problem={problem}>
        {(ids) => (
          <div className="with-button">
            <input
              {...ids}
              className="input mono"
              value={draft.directory}
              spellCheck={false}
              data-testid="start-directory"
              onChange={(event) => onChange({ directory: event.target.value })}
            />
            <button type="button" className="button" onClick={browse} data-testid="start-browse">
              <Folder size={14} aria-hidden />
              Browse…
            </button>
          </div>
        )}
      </Field>
      {others.length > 0 && (
        <ul className="recent" aria-label="Recent directories">
          {others.map((directory) => (
            <li key={directory}>
              <button
                type="button"
                className="recent-item"
                title={directory}
                onClick={() => onChange({ directory })}
              >
                {shortPath(directory, home)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
