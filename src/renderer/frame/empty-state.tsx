import { PlayCircle, Plus, RotateCcw, SquareTerminal, Undo2 } from 'lucide-react'
import { showKeys, type ActionId } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { Logo, StatusIcon } from '../design/status-icon.tsx'
import { useServices, useView } from '../services.ts'
import './empty-state.css'

/** No tab is open: what this is, and the two ways to begin. */
export function EmptyState() {
  const { run } = useServices()
  const canReopen = useView((view) => view.canReopen)
  const hasAgents = useView((view) => view.agents.length > 0)
  return (
    <section className="empty" aria-label="Begin">
      <div className="empty-sun" aria-hidden>
        <Logo size={56} />
      </div>
      <h1>{hasAgents ? 'No pane is open' : 'Agents that sleep, and wake when it matters'}</h1>
      <p>
        {hasAgents
          ? 'Your agents are in the sidebar, at work or asleep; what sleeps is still woken. Pick one, or begin something new.'
          : 'Start one and give it work; it may start others and write to them.'}
      </p>
      <div className="empty-actions">
        <button
          type="button"
          className="button primary large"
          data-testid="start-agent-empty"
          onClick={() => run('start-agent')}
        >
          <Plus size={16} aria-hidden />
          Start an agent
          <Keys action="start-agent" />
        </button>
        <button
          type="button"
          className="button large"
          data-testid="open-shell-empty"
          onClick={() => run('new-shell')}
        >
          <SquareTerminal size={16} aria-hidden />
          Open a shell
          <Keys action="new-shell" />
        </button>
        {hasAgents ? canReopen && <BringBack /> : <Demo />}
      </div>
      {!hasAgents && <HowItGoes />}
      <Installed />
    </section>
  )
}

function BringBack() {
  const { run } = useServices()
  return (
    <button type="button" className="button large" onClick={() => run('reopen-pane')}>
      <Undo2 size={16} aria-hidden />
      Bring back
      <Keys action="reopen-pane" />
    </button>
  )
}

function Demo() {
  const { commands } = useServices()
  return (
    <button
      type="button"
      className="button large"
      data-testid="start-demo"
      onClick={() => void commands.startDemo()}
    >
      <PlayCircle size={16} aria-hidden />
      Two-minute demo
    </button>
  )
}

function Keys({ action }: { action: ActionId }) {
  const { isMac } = useServices()
  const keys = useKeys(action)
  return keys && <kbd className="keys">{showKeys(keys, isMac)}</kbd>
}

/** What will become of an agent, in three steps. */
function HowItGoes() {
  return (
    <ol className="how-it-goes" aria-label="How it goes">
      <li>
        <StatusIcon status="dormant" size={18} />
        <b>It sleeps</b>
        <span>With nothing to do it ends its turn, and costs nothing until something happens.</span>
      </li>
      <li>
        <StatusIcon status="waking" size={18} />
        <b>It is woken</b>
        <span>By a message, a webhook, a clock or a changed file: once, in its own pane.</span>
      </li>
      <li>
        <RotateCcw size={17} aria-hidden />
        <b>It comes back</b>
        <span>Quit, crash, update or reboot: panes, agents and letters are as they were.</span>
      </li>
    </ol>
  )
}

/** Which agents are on this machine: the first question of a new user. */
function Installed() {
  const harnesses = useView((view) => view.harnesses)
  return (
    <ul className="installed" aria-label="Agents on this machine">
      {harnesses.map((harness) => (
        <li key={harness.name} data-available={harness.isAvailable} title={harness.problem ?? undefined}>
          <span className="dot" aria-hidden />
          {harness.displayName}
          <span className="installed-word">
            {harness.isAvailable ? (harness.version ?? 'ready') : 'not found'}
          </span>
        </li>
      ))}
    </ul>
  )
}
