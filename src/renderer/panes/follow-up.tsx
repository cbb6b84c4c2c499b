import { CornerDownLeft, Square } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { draftKey } from '../../shared/domain/draft.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { useServices } from '../services.ts'

const cancellable: ReadonlySet<string> = new Set(['queued', 'starting', 'working', 'waking', 'blocked'])

function placeholderFor({ name, followUp, ask }: AgentView): string {
  if (!followUp.can) return `Not now: ${followUp.because}`
  return ask?.can_answer
    ? 'yes allows it; other words deny it and say what to do instead'
    : `Follow up with ${name}…`
}

/** The box to write to a remote agent. What was typed stays until main has taken it, over a reload and a restart. */
export function FollowUp({ agent, isFocused }: { agent: AgentView; isFocused: boolean }) {
  const { connection, commands, store } = useServices()
  const { text, change, clear } = useDraft(draftKey('follow-up', agent.conversationId))
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  const { can } = agent.followUp
  const canSend = can && !isSending && text.trim() !== ''

  useEffect(() => {
    if (isFocused && store.getState().ui.dialog.kind === 'none') box.current?.focus()
  }, [isFocused, store])

  const send = async (): Promise<void> => {
    if (!canSend) return
    setSending(true)
    setProblem('')
    try {
      await connection.call('followUp', { conversationId: agent.conversationId, message: text })
      clear()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error)) // shown below the box, the text stays
    } finally {
      setSending(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <>
      <div className="follow-up" data-disabled={!can}>
        <textarea
          ref={box}
          rows={1}
          value={text}
          aria-label={`Follow up with ${agent.name}`}
          placeholder={placeholderFor(agent)}
          // readable and focusable while it cannot be sent: the draft stays, the reason is read out
          readOnly={!can}
          data-autofocus
          data-testid="follow-up"
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {cancellable.has(agent.status) && (
          <button
            type="button"
            className="button small"
            aria-label="Cancel the run"
            data-testid="cancel-run"
            onClick={() => void commands.stop(agent)}
          >
            <Square size={11} aria-hidden />
            <span className="button-word">Cancel</span>
          </button>
        )}
        <button
          type="button"
          className="button small send"
          disabled={!canSend}
          aria-label="Send the follow-up"
          data-testid="follow-up-send"
          onClick={() => void send()}
        >
          <CornerDownLeft size={12} aria-hidden />
          <span className="button-word">{isSending ? 'Sending…' : 'Send'}</span>
        </button>
      </div>
      {problem && (
        <p className="field-problem follow-up-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}
