import { useRef, useState, type FormEvent } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { useServices } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { DialogFrame } from './dialog-frame.tsx'
import { Field } from './field.tsx'
import { useRequest } from './use-request.ts'

/** Another name for an agent. */
export function RenameDialog({ agent }: { agent: AgentView }) {
  const { connection, store } = useServices()
  const [name, setName] = useState(agent.name)
  const request = useRequest()
  const input = useRef<HTMLInputElement>(null)
  const isValid = name.trim() !== ''
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isValid || request.isRunning) return
    void request.run(async () => {
      await connection.call('renameAgent', { conversationId: agent.conversationId, name })
      closeDialog(store)
    })
  }
  return (
    <DialogFrame
      title={`Rename ${agent.name}`}
      description="The name shown here. Other agents still write to it under the name it was started with."
      testId="rename-dialog"
      initialFocus={input}
    >
      <form className="form" onSubmit={submit}>
        <Field label="Name" problem={request.problem || undefined}>
          {(ids) => (
            <input
              {...ids}
              ref={input}
              className="input"
              value={name}
              maxLength={60}
              spellCheck={false}
              data-testid="rename-name"
              onFocus={(event) => event.target.select()}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={() => closeDialog(store)}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={!isValid || request.isRunning}>
            Rename
          </button>
        </footer>
      </form>
    </DialogFrame>
  )
}
