import { useRef, useState, type FormEvent } from 'react'
import type { StartAgent } from '../../shared/contract/app.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { Select } from '../design/select.tsx'
import { draftKey } from '../../shared/domain/draft.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { showKeys } from '../keys/bindings.ts'
import { useServices, useView } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { DialogFrame } from './dialog-frame.tsx'
import { DirectoryField } from './directory-field.tsx'
import { ApprovalCard } from './approval-card.tsx'
import { planFanOut } from './fan-out.ts'
import { Field } from './field.tsx'
import { HarnessField } from './harness-field.tsx'
import { ModelField, PermissionsField, ShowField } from './more-fields.tsx'
import { PromptField } from './prompt-field.tsx'
import { CopiesField, WorktreeField } from './worktree-field.tsx'
import { PlaceField } from './place-field.tsx'
import { changeDraft, checkDraft, newDraft } from './start-draft.ts'
import { readStartDraft, writeStartDraft } from './kept-start-draft.ts'
import { useRequest } from './use-request.ts'
import './start-agent.css'

/** Asks for everything an agent needs; main's refusal is shown in place and nothing typed is lost. */
export function StartAgentDialog({ parentId }: { parentId: ConversationId | null }) {
  const { connection, store, isMac } = useServices()
  const view = useView((whole) => whole)
  const [fresh] = useState(() => newDraft(view, parentId))
  const kept = useDraft(draftKey('start', parentId ?? 'nobody'))
  const { draft, copies } = readStartDraft(kept.text, fresh, view)
  const [isChecked, setChecked] = useState(false)
  const request = useRequest()
  const [isApproving, setApproving] = useState(false)
  const [started, setStarted] = useState(0)
  // those that run already are not started twice when a later one was refused
  const plans = planFanOut(draft, copies, view).slice(copies > 1 ? started : 0)
  const prompt = useRef<HTMLTextAreaElement>(null)
  const problems = isChecked ? checkDraft(draft, view) : {}
  const change = (part: Partial<StartAgent>) => {
    setApproving(false)
    kept.change(writeStartDraft({ draft: changeDraft(draft, part, view), copies }))
  }

  const submit = (event?: FormEvent): void => {
    event?.preventDefault()
    setChecked(true)
    if (Object.keys(checkDraft(draft, view)).length > 0 || request.isRunning) return
    // Several are shown as they would be, before the first of them starts.
    if (plans.length > 1 && !isApproving) return setApproving(true)
    void request.run(async () => {
      for (const { wish } of plans) {
        await connection.call('startAgent', wish)
        setStarted((count) => count + 1)
      }
      kept.clear()
      closeDialog(store)
    })
  }
  const discard = (): void => {
    kept.clear()
    closeDialog(store)
  }
  const startLabel = request.isRunning
    ? copies > 1
      ? `Starting ${started + 1} of ${copies}…`
      : 'Starting…'
    : plans.length > 1
      ? isApproving
        ? `Start these ${plans.length}`
        : `Review ${plans.length} agents`
      : 'Start'
  const parents = [
    { value: null, label: 'Nobody: it leads a family' },
    ...view.agents
      .filter((agent) => agent.status !== 'killed' && agent.place === 'local')
      .map((agent) => ({ value: agent.conversationId, label: agent.name, hint: agent.harness })),
  ]
  return (
    <DialogFrame title="Start an agent" size="wide" testId="start-agent-dialog" initialFocus={prompt}>
      <form
        className="form"
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
        }}
      >
        <HarnessField draft={draft} problem={problems.harness} onChange={change} />
        <div className="form-row">
          <Field label="Name" problem={problems.name}>
            {(ids) => (
              <input
                {...ids}
                className="input"
                value={draft.name}
                maxLength={60}
                spellCheck={false}
                data-testid="start-name"
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
          <Field label="Parent" problem={problems.parentId}>
            {(ids) => (
              <Select
                id={ids.id}
                label="Parent"
                value={draft.parentId}
                options={parents}
                testId="start-parent"
                onChange={(id) => change({ parentId: id })}
              />
            )}
          </Field>
        </div>
        {draft.harness === 'command' && (
          <Field
            label="Command"
            hint="run without a shell; its mailbox arrives on stdin"
            problem={problems.commandLine}
          >
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                value={draft.commandLine}
                placeholder="./agent.sh --verbose"
                spellCheck={false}
                data-testid="start-command"
                onChange={(event) => change({ commandLine: event.target.value })}
              />
            )}
          </Field>
        )}
        <DirectoryField draft={draft} problem={problems.directory} onChange={change} />
        <PromptField draft={draft} problem={problems.prompt} inputRef={prompt} onChange={change} />
        <div className="form-row">
          <PlaceField draft={draft} onChange={change} />
          <ShowField draft={draft} onChange={change} />
        </div>
        {draft.harness !== 'command' && (
          <div className="form-row">
            <ModelField draft={draft} onChange={change} />
            <PermissionsField draft={draft} onChange={change} />
          </div>
        )}
        {draft.place === 'local' && (
          <WorktreeField draft={draft} problem={problems.worktree} onChange={change} />
        )}
        <CopiesField
          copies={copies}
          onChange={(many) => {
            setApproving(false)
            kept.change(writeStartDraft({ draft, copies: many }))
          }}
        />
        {isApproving && <ApprovalCard plans={plans} />}
        {request.problem && (
          <p className="form-problem" role="alert" data-testid="start-problem">
            {request.problem}
          </p>
        )}
        <footer className="dialog-foot">
          <span className="grow form-hint">
            {showKeys(isMac ? 'meta+enter' : 'ctrl+enter', isMac)} starts it
          </span>
          <button type="button" className="button" onClick={discard}>
            {kept.text === '' ? 'Cancel' : 'Discard'}
          </button>
          <button
            type="submit"
            className="button primary"
            disabled={request.isRunning}
            data-testid="start-submit"
          >
            {startLabel}
          </button>
        </footer>
      </form>
    </DialogFrame>
  )
}
