import { Cloud, Monitor } from 'lucide-react'
import type { PlannedAgent } from './fan-out.ts'

const costWords: Readonly<Record<PlannedAgent['cost'], string>> = {
  free: 'costs nothing',
  'your account': 'uses your account',
}
const permissionWords = {
  default: 'asks as the harness is set',
  plan: 'plans only',
  'accept-edits': 'edits without asking',
  bypass: 'never asks',
} as const

/** What is about to start, one line each, before anything does. */
export function ApprovalCard({ plans }: { plans: readonly PlannedAgent[] }) {
  return (
    <div className="approval" data-testid="approval">
      <p className="form-hint">Nothing has started yet. These will:</p>
      <ul>
        {plans.map(({ wish, cost }) => (
          <li key={wish.name}>
            {wish.place === 'remote' ? (
              <Cloud size={13} aria-label="cloud" />
            ) : (
              <Monitor size={13} aria-label="this machine" />
            )}
            <b>{wish.name}</b>
            <span className="grow truncate">
              {wish.harness}
              {wish.model && ` · ${wish.model}`}
              {wish.worktree && ` · ${wish.worktree.branch}`}
            </span>
            <span data-tone={wish.permissionMode === 'bypass' ? 'blocked' : 'idle'} className="toned">
              {permissionWords[wish.permissionMode]}
            </span>
            <span className="form-hint">{costWords[cost]}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
