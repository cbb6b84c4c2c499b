import { Switch } from '@base-ui/react/switch'
import { useId } from 'react'
import type { StartAgent } from '../../shared/contract/app.ts'
import { Field } from './field.tsx'
import { branchFor } from './start-draft.ts'

type Props = {
  readonly draft: StartAgent
  readonly problem: string | undefined
  readonly onChange: (change: Partial<StartAgent>) => void
}

/** A branch and a directory for this agent alone. */
export function WorktreeField({ draft, problem, onChange }: Props) {
  const id = useId()
  const { worktree } = draft
  return (
    <div className="worktree">
      <div className="worktree-switch">
        <Switch.Root
          className="switch"
          checked={Boolean(worktree)}
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-words`}
          data-testid="start-worktree"
          onCheckedChange={(isOn) =>
            onChange({ worktree: isOn ? { branch: branchFor(draft.name), base: '' } : null })
          }
        >
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
        <span id={`${id}-title`} className="field-label">
          A git worktree of its own
        </span>
        <span id={`${id}-words`} className="field-hint">
          {worktree
            ? 'removed when the agent is killed, if all is committed; the branch stays'
            : 'so that it touches nobody else’s files'}
        </span>
      </div>
      {worktree && (
        <div className="form-row">
          <Field label="Branch" problem={problem}>
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                value={worktree.branch}
                spellCheck={false}
                data-testid="start-branch"
                onChange={(event) => onChange({ worktree: { ...worktree, branch: event.target.value } })}
              />
            )}
          </Field>
          <Field label="From" hint="empty: what is checked out">
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                value={worktree.base}
                spellCheck={false}
                placeholder="main"
                onChange={(event) => onChange({ worktree: { ...worktree, base: event.target.value } })}
              />
            )}
          </Field>
        </div>
      )}
    </div>
  )
}
