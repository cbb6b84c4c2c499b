import { Check } from 'lucide-react'
import { demoStep, findDemo, type DemoStep } from '../../shared/domain/demo.ts'
import { Logo } from '../design/status-icon.tsx'
import { useRequest } from '../dialogs/use-request.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { findAgent } from '../state/families.ts'
import './demo-guide.css'

type Line = { readonly at: DemoStep; readonly title: string; readonly words: string }

const lines: readonly Line[] = [
  {
    at: 'starting',
    title: 'A parent starts a child',
    words: 'Two small programs play agents. They need no account.',
  },
  {
    at: 'asleep',
    title: 'Both sleep',
    words: 'Their turns are over and nothing of them runs: see dormant in the sidebar.',
  },
  {
    at: 'waking',
    title: 'A letter wakes the child',
    words: 'It is run again in its own pane, with the letter, once.',
  },
  {
    at: 'woken',
    title: 'It sleeps again',
    words: 'The activity on the right says why it woke. Now the hard part: restart the app.',
  },
  {
    at: 'restarted',
    title: 'Everything came back',
    words: 'Panes, screens, who sleeps and what waits. That is Reveille.',
  },
]
const order: readonly DemoStep[] = lines.map((line) => line.at)

/** Guides through the demo; what it shows follows from what happened alone. */
export function DemoGuide() {
  const { commands, connection } = useServices()
  const step = useWindow(({ view, activity }) => view && demoStep({ agents: view.agents, activity }))
  const demo = useView((view) => findDemo(view)?.child?.conversationId ?? null)
  const child = useView((view) => findAgent(view.agents, demo))
  const request = useRequest()
  if (step === null) return null
  const now = order.indexOf(step)
  const write = () =>
    child &&
    void commands
      .write(child, 'good morning', 'Please say that you are awake.')
      .then((isSent) => isSent && void commands.reveal(child, 'split'))
  return (
    <section className="demo" aria-label="The guided demo" data-testid="demo" data-step={step}>
      <h2>
        <Logo /> Two minutes with Reveille
      </h2>
      <ol>
        {lines.map((line, index) => (
          <li key={line.at} data-state={index < now ? 'done' : index === now ? 'now' : 'later'}>
            <span className="demo-mark" aria-hidden>
              {index < now || step === 'restarted' ? <Check size={12} /> : index + 1}
            </span>
            <span>
              <b>{line.title}</b>
              {index === now && <p>{line.words}</p>}
            </span>
          </li>
        ))}
      </ol>
      {request.problem && (
        <p className="form-problem" role="alert">
          {request.problem}
        </p>
      )}
      <div className="demo-foot">
        {step === 'asleep' && (
          <button type="button" className="button small primary" data-testid="demo-write" onClick={write}>
            Write to the child
          </button>
        )}
        {step === 'woken' && (
          <button
            type="button"
            className="button small primary"
            data-testid="demo-restart"
            onClick={() => void request.run(() => connection.call('restart', undefined))}
          >
            Restart Reveille
          </button>
        )}
        <button
          type="button"
          className="button small"
          data-testid="demo-end"
          disabled={request.isRunning}
          onClick={() => void request.run(() => connection.call('endDemo', undefined))}
        >
          {step === 'restarted' ? 'Done: remove the demo' : 'End the demo'}
        </button>
      </div>
    </section>
  )
}
