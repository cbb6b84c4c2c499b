import { ArrowLeft, LoaderCircle } from 'lucide-react'
import { useRef, useState } from 'react'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { showKeys } from '../keys/bindings.ts'
import { useServices } from '../services.ts'
import { ApprovalStep } from './approval-step.tsx'
import { DialogFrame } from './dialog-frame.tsx'
import { StartForm } from './start-form.tsx'
import './start-agent.css'
import { TemplateBar } from './template-bar.tsx'
import { useStart, type Start } from './use-start.ts'

type Props = {
  readonly parentId: ConversationId | null
  /** The template to begin with. */
  readonly templateId?: string | undefined
}

/** Asks for everything an agent needs; several are shown as they would be before the first of them starts. */
export function StartAgentDialog({ parentId, templateId }: Props) {
  const start = useStart(parentId, templateId)
  const [chosen, setChosen] = useState<string | null>(templateId ?? null)
  const prompt = useRef<HTMLTextAreaElement>(null)
  const command = useRef<HTMLInputElement>(null)
  const { isApproving, plans, draft } = start
  const isCommandWanted = draft.harness === 'command' && draft.commandLine === ''
  return (
    <DialogFrame
      title={isApproving ? `Start these ${plans.length} agents?` : 'Start an agent'}
      size="wide"
      testId="start-agent-dialog"
      initialFocus={isCommandWanted ? command : prompt}
      tools={!isApproving && <TemplateBar start={start} chosen={chosen} onChosen={setChosen} />}
    >
      <form
        className="form start-form"
        onSubmit={(event) => {
          event.preventDefault()
          start.submit()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) start.submit()
        }}
      >
        {isApproving ? (
          <ApprovalStep start={start} />
        ) : (
          <StartForm start={start} promptRef={prompt} commandRef={command} />
        )}
        {start.problem && !isApproving && (
          <p className="form-problem" role="alert" data-testid="start-problem">
            {start.problem}
          </p>
        )}
        <Foot start={start} />
      </form>
    </DialogFrame>
  )
}

function Foot({ start }: { start: Start }) {
  const { isMac } = useServices()
  const { isApproving, isRunning, goBack, hasBegun, discard } = start
  return (
    <footer className="dialog-foot">
      <span className="grow form-hint">{showKeys(isMac ? 'meta+enter' : 'ctrl+enter', isMac)} starts it</span>
      {isApproving ? (
        <button type="button" className="button" disabled={isRunning} onClick={goBack}>
          <ArrowLeft size={14} aria-hidden />
          Back
        </button>
      ) : (
        <button type="button" className="button" onClick={discard}>
          {hasBegun ? 'Discard' : 'Cancel'}
        </button>
      )}
      <button
        type="submit"
        className="button primary"
        disabled={isRunning}
        data-testid="start-submit"
        // the next step's button stands in the same place and is pressed with the same key
        autoFocus={isApproving}
        key={isApproving ? 'approve' : 'start'}
      >
        {isRunning && <LoaderCircle size={14} className="spinner" aria-hidden />}
        {submitLabel(start)}
      </button>
    </footer>
  )
}

function submitLabel({ plans, standings, isApproving, isRunning }: Start): string {
  const many = plans.length
  const begun = [...standings.values()].filter((one) => one.kind === 'started').length
  if (isRunning) return many > 1 ? `Starting ${begun + 1} of ${many}…` : 'Starting…'
  if (many === 1) return 'Start'
  if (!isApproving) return `Review ${many} agents`
  return standings.size > 0 ? `Try ${many - begun} again` : `Start these ${many}`
}
