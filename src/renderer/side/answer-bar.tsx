import { useState, type FormEvent } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { draftKey } from '../../shared/domain/draft.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { useServices } from '../services.ts'

/** What an agent asks, answered where it is read; a question that only its pane can answer leads there. */
export function AnswerBar({ agent }: { agent: AgentView }) {
  const { commands, focusPane } = useServices()
  const [isDenying, setDenying] = useState(false)
  const { text: reason, change, clear } = useDraft(draftKey('deny', agent.conversationId))
  const { ask } = agent
  if (!ask?.can_answer)
    return (
      <div className="answer-bar">
        <button
          type="button"
          className="button small"
          onClick={() =>
            void commands.reveal(agent, 'swap').then((isShown) => isShown && focusPane(agent.paneId))
          }
        >
          Answer in its pane
        </button>
      </div>
    )
  const deny = (event?: FormEvent): void => {
    event?.preventDefault()
    void commands.answer(agent, ask.id, 'deny', isDenying ? reason : '').then((isTold) => isTold && clear())
  }
  return (
    <div className="answer-bar" data-testid={`answer-${agent.name}`}>
      {isDenying ? (
        <form className="answer-reason" onSubmit={deny}>
          <input
            className="input"
            aria-label={`Why ${agent.name} may not; it reads this`}
            placeholder="Why not; it reads this"
            autoFocus
            value={reason}
            onChange={(event) => change(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return
              event.stopPropagation()
              setDenying(false)
            }}
          />
          <button type="submit" className="button small">
            Deny
          </button>
        </form>
      ) : (
        <>
          <button
            type="button"
            className="button small attention"
            onClick={() => void commands.answer(agent, ask.id, 'allow')}
          >
            Allow once
          </button>
          <button type="button" className="button small" onClick={() => deny()}>
            Deny
          </button>
          <button type="button" className="button small" onClick={() => setDenying(true)}>
            Deny, because…
          </button>
        </>
      )}
    </div>
  )
}
