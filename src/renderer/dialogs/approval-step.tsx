import { Check, Cloud, LoaderCircle, Monitor, X } from 'lucide-react'
import { StatusIcon } from '../design/status-icon.tsx'
import { useView } from '../services.ts'
import { lastPart } from '../state/words.ts'
import type { PlannedAgent } from './fan-out.ts'
import type { Start, StartStanding } from './use-start.ts'

const permissionWords = {
  default: 'asks as the harness is set',
  plan: 'plans only',
  'accept-edits': 'edits without asking',
  bypass: 'never asks',
} as const

/** What is about to start, one line each, before anything does; then how far each of them is. */
export function ApprovalStep({ start }: { start: Start }) {
  const { plans, standings, isRunning, draft } = start
  const hasBegun = isRunning || standings.size > 0
  return (
    <div className="approval" data-testid="approval">
      <p className="dialog-lead">
        {hasBegun
          ? 'Who runs by now stays, whatever becomes of the others.'
          : 'Nothing has started yet. These will:'}
      </p>
      <ul>
        {plans.map((plan) => (
          <PlanRow key={plan.wish.name} plan={plan} standing={standings.get(plan.wish.name)} />
        ))}
      </ul>
      {draft.prompt.trim() !== '' && (
        <blockquote className="approval-prompt" aria-label="What each of them is told">
          {draft.prompt}
        </blockquote>
      )}
    </div>
  )
}

function PlanRow({ plan, standing }: { plan: PlannedAgent; standing: StartStanding | undefined }) {
  const { wish, cost } = plan
  const harness = useView((view) => view.harnesses.find((one) => one.name === wish.harness)?.displayName)
  const place = wish.place === 'remote' ? (wish.at ?? 'cloud') : 'this machine'
  return (
    <li data-standing={standing?.kind ?? 'waits'} data-testid={`plan-${wish.name}`}>
      <Standing standing={standing} />
      <span className="approval-who">
        <b>{wish.name}</b>
        <span className="truncate">
          {harness ?? wish.harness}
          {wish.model && ` · ${wish.model}`}
        </span>
      </span>
      <span className="approval-where">
        <span className="approval-place">
          {wish.place === 'remote' ? <Cloud size={12} aria-hidden /> : <Monitor size={12} aria-hidden />}
          {place}
        </span>
        <span className="truncate">{wish.worktree ? wish.worktree.branch : lastPart(wish.directory)}</span>
      </span>
      <span className="approval-terms">
        <span className="toned" data-tone={wish.permissionMode === 'bypass' ? 'blocked' : 'idle'}>
          {permissionWords[wish.permissionMode]}
        </span>
        <span>{cost}</span>
      </span>
      {standing?.kind === 'refused' && (
        <p className="field-problem" role="alert">
          {standing.because}
        </p>
      )}
    </li>
  )
}

function Standing({ standing }: { standing: StartStanding | undefined }) {
  switch (standing?.kind) {
    case 'starts':
      return <LoaderCircle size={14} className="spinner" aria-label="starting" />
    case 'started':
      return <Check size={14} className="toned" data-tone="done" aria-label="started" />
    case 'refused':
      return <X size={14} className="toned" data-tone="failed" aria-label="refused" />
    default:
      return <StatusIcon status="queued" title="not started" />
  }
}
