import { FolderCog } from 'lucide-react'
import type { RefObject } from 'react'
import { Select } from '../design/select.tsx'
import { useView } from '../services.ts'
import { DirectoryField } from './directory-field.tsx'
import { Field } from './field.tsx'
import { HarnessField } from './harness-field.tsx'
import { CopiesField, ModelField, PermissionsField, ShowField } from './more-fields.tsx'
import { PlaceField } from './place-field.tsx'
import { PromptField } from './prompt-field.tsx'
import type { Start } from './use-start.ts'
import { WorktreeField } from './worktree-field.tsx'

type Props = {
  readonly start: Start
  readonly promptRef: RefObject<HTMLTextAreaElement | null>
  readonly commandRef: RefObject<HTMLInputElement | null>
}

/** The fields: what it is and what it is told first, then where, then what most people leave as it is. */
export function StartForm({ start, promptRef, commandRef }: Props) {
  const { draft, problems, change, copies, setCopies } = start
  const isCommand = draft.harness === 'command'
  return (
    <>
      <HarnessField draft={draft} problem={problems.harness} onChange={change} />
      {isCommand && (
        <Field
          label="Command"
          hint="run without a shell; its mailbox arrives on stdin"
          problem={problems.commandLine}
        >
          {(ids) => (
            <input
              {...ids}
              ref={commandRef}
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
      <PromptField draft={draft} problem={problems.prompt} inputRef={promptRef} onChange={change} />
      <div className="form-row" data-columns="name">
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
        <DirectoryField draft={draft} problem={problems.directory} onChange={change} />
      </div>
      <ProjectNote start={start} />
      {draft.place === 'local' && (
        <WorktreeField draft={draft} problem={problems.worktree} onChange={change} />
      )}
      <div className="form-row" data-columns="three">
        <PlaceField draft={draft} onChange={change} />
        <ParentField start={start} />
        <ShowField draft={draft} onChange={change} />
        {!isCommand && <ModelField draft={draft} onChange={change} />}
        {!isCommand && <PermissionsField draft={draft} onChange={change} />}
        <CopiesField copies={copies} onChange={setCopies} />
      </div>
    </>
  )
}

/** What was filled in because the project says so: nobody shall wonder where it comes from. */
function ProjectNote({ start: { project } }: { start: Start }) {
  const said = Object.keys(project ?? {}).flatMap((name) => startWords[name] ?? [])
  if (said.length === 0) return null
  return (
    <p className="field-note" data-testid="start-project">
      <FolderCog size={12} aria-hidden /> This project begins with its own {said.join(', ')}.
    </p>
  )
}

const startWords: Readonly<Record<string, string>> = {
  startHarness: 'harness',
  startModel: 'model',
  startPermissions: 'permissions',
  startWorktree: 'worktree',
}

function ParentField({ start: { draft, problems, change } }: { start: Start }) {
  const agents = useView((view) => view.agents)
  const parents = [
    { value: null, label: 'Nobody: it leads' },
    ...agents
      .filter((agent) => agent.status !== 'killed' && agent.place === 'local')
      .map((agent) => ({ value: agent.conversationId, label: agent.name, hint: agent.harness })),
  ]
  return (
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
  )
}
