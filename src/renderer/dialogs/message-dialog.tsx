import type { AgentStatus } from '../../shared/domain/agent-status.ts'
import { useRef, type FormEvent } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { draftKey } from '../../shared/domain/draft.ts'
import { bodyCharsMax, subjectCharsMax } from '../../shared/limits.ts'
import { statusLooks } from '../design/status-look.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { showKeys } from '../keys/bindings.ts'
import { useServices } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { DialogFrame } from './dialog-frame.tsx'
import { Field } from './field.tsx'
import { readLetterDraft, writeLetterDraft, type LetterDraft } from './letter-draft.ts'
import { useRequest } from './use-request.ts'

/** A letter to an agent. It goes into its mailbox, and wakes it if it sleeps. Escape leaves what was written for later. */
export function MessageDialog({ agent }: { agent: AgentView }) {
  const { connection, store, isMac } = useServices()
  const draft = useDraft(draftKey('message', agent.conversationId))
  const { subject, body } = readLetterDraft(draft.text)
  const change = (part: Partial<LetterDraft>): void =>
    draft.change(writeLetterDraft({ subject, body, ...part }))
  const request = useRequest()
  const bodyBox = useRef<HTMLTextAreaElement>(null)
  const canSend = body.trim() !== '' && !request.isRunning

  const submit = (event?: FormEvent): void => {
    event?.preventDefault()
    if (!canSend) return
    void request.run(async () => {
      await connection.call('sendMessage', { conversationId: agent.conversationId, subject, body })
      draft.clear()
      closeDialog(store)
    })
  }
  const discard = (): void => {
    draft.clear()
    closeDialog(store)
  }
  return (
    <DialogFrame
      title={`Write to ${agent.name}`}
      description={`It is ${statusLooks[agent.status].word}. ${describeDelivery(agent.status)}`}
      testId="message-dialog"
      initialFocus={bodyBox}
    >
      <form
        className="form"
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
        }}
      >
        <Field label="Subject" hint="may be empty">
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={subject}
              maxLength={subjectCharsMax}
              data-testid="message-subject"
              onChange={(event) => change({ subject: event.target.value })}
            />
          )}
        </Field>
        <Field label="Message">
          {(ids) => (
            <textarea
              {...ids}
              ref={bodyBox}
              className="textarea"
              rows={6}
              value={body}
              maxLength={bodyCharsMax}
              data-testid="message-body"
              onChange={(event) => change({ body: event.target.value })}
            />
          )}
        </Field>
        {request.problem && (
          <p className="form-problem" role="alert">
            {request.problem}
          </p>
        )}
        <footer className="dialog-foot">
          <span className="grow form-hint">
            {showKeys(isMac ? 'meta+enter' : 'ctrl+enter', isMac)} sends it
          </span>
          <button type="button" className="button" onClick={discard}>
            {draft.text === '' ? 'Cancel' : 'Discard'}
          </button>
          <button type="submit" className="button primary" disabled={!canSend} data-testid="message-send">
            {request.isRunning ? 'Sending…' : 'Send'}
          </button>
        </footer>
      </form>
    </DialogFrame>
  )
}

/** What becomes of a message to an agent in this state. */
function describeDelivery(status: AgentStatus): string {
  if (status === 'dormant' || status === 'idle' || status === 'finished' || status === 'failed')
    return 'Your message wakes it.'
  if (status === 'working') return 'It reads your message at its next turn boundary.'
  if (status === 'cancelled') return 'It was stopped: your message waits until you wake it.'
  return 'Your message waits in its mailbox and is delivered once.'
}
