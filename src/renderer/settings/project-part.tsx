import { FolderCog } from 'lucide-react'
import { focusedPane } from '../../shared/domain/layout.ts'
import { useServices, useView } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { projectOfPane } from '../state/pane-look.ts'
import { shortPath } from '../state/words.ts'

const example = `{
  "terminalThemeDark": "Retro Warm",
  "startModel": "opus",
  "startWorktree": true
}`

/** What the project in view says of itself, and how a project says it. */
export function ProjectPart() {
  const { commands, store } = useServices()
  const home = useView((view) => view.homeDirectory)
  const pane = useView((view) => focusedPane(view.layout))
  const project = useView((view) => projectOfPane(view, focusedPane(view.layout)))
  const isIgnored = useView((view) => view.settings.projectSettings === 'ignore')
  const said = Object.entries(project?.settings ?? {})
  return (
    <section data-testid="project-part">
      <h2 className="settings-heading">Project</h2>
      <p className="setting-description keys-hint">
        A project may say in <code>.reveille/settings.json</code> how its terminals look and what the start
        dialog begins with. It cannot run anything, allow anything, or silence anything: what it may not say
        is named here and ignored.
      </p>
      {isIgnored && <p className="setting-description">Settings of projects are ignored: see Background.</p>}
      {!project && !isIgnored && (
        <>
          <p className="setting-description">The project in view says nothing. For example:</p>
          <pre className="paste-preview project-example">{example}</pre>
        </>
      )}
      {project && (
        <div className="setting" data-testid="project">
          <div className="setting-words">
            <span className="setting-title project-root">
              <FolderCog size={14} aria-hidden /> {shortPath(project.root, home)}
            </span>
            <dl className="facts">
              {said.map(([name, value]) => (
                <div key={name} className="project-line">
                  <dt className="mono">{name}</dt>
                  <dd className="mono">{JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
            {project.problems.map((problem) => (
              <p key={problem} className="field-problem">
                {problem}
              </p>
            ))}
          </div>
          <div className="setting-control">
            <button
              type="button"
              className="button small"
              onClick={() => {
                closeDialog(store)
                if (pane)
                  void commands.openPath(pane, {
                    ...{ path: `${project.root}/.reveille/settings.json`, line: null, column: null },
                  })
              }}
            >
              Open the file
            </button>
          </div>
        </div>
      )}
    </section>
  )
}
