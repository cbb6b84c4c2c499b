import { useEffect, useState } from 'react'
import type { AppView, StartAgent } from '../../shared/contract/app.ts'
import type { AgentTemplate } from '../../shared/domain/agent-template.ts'
import { draftKey } from '../../shared/domain/draft.ts'
import type { ProjectSettings } from '../../shared/domain/project-settings.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { searchSettleMs } from '../limits.ts'
import { useServices, useView } from '../services.ts'
import { closeDialog } from '../state/window-store.ts'
import { readStartDraft, writeStartDraft, type StartDraft } from './kept-start-draft.ts'
import { planFanOut, type PlannedAgent } from './fan-out.ts'
import {
  changeDraft,
  checkDraft,
  draftOfTemplate,
  newDraft,
  withProject,
  type DraftProblems,
} from './start-draft.ts'

/** How far the start of one of several agents is. */
export type StartStanding =
  | { readonly kind: 'waits' }
  | { readonly kind: 'starts' }
  | { readonly kind: 'started' }
  | { readonly kind: 'refused'; readonly because: string }

/** What the start dialog knows, and what it can be told. */
export type Start = {
  readonly draft: StartAgent
  readonly copies: number
  readonly plans: readonly PlannedAgent[]
  readonly problems: DraftProblems
  /** What the project of the directory begins with. */
  readonly project: ProjectSettings | null
  /** Several are shown as they would be, before the first of them starts. */
  readonly isApproving: boolean
  readonly isRunning: boolean
  readonly standings: ReadonlyMap<string, StartStanding>
  /** Why it was refused; empty otherwise. */
  readonly problem: string
  readonly change: (part: Partial<StartAgent>) => void
  readonly setCopies: (copies: number) => void
  readonly takeTemplate: (template: AgentTemplate) => void
  readonly goBack: () => void
  /** Something was typed, now or before; it stays until it is started or thrown away. */
  readonly hasBegun: boolean
  readonly discard: () => void
  readonly submit: () => void
}

/** What a template decides. */
const templateNames = ['harness', 'model', 'permissionMode', 'worktree'] as const

/** What the project of a directory says; asked when somebody stops typing. */
function useProject(directory: string): ProjectSettings | null {
  const { connection } = useServices()
  const [found, setFound] = useState<{ directory: string; project: ProjectSettings | null } | null>(null)
  useEffect(() => {
    let isWanted = true
    const timer = systemClock.after(searchSettleMs, () => {
      connection.call('lookAtProject', { directory }).then(
        (project) => isWanted && setFound({ directory, project }),
        () => {}, // then nothing is filled in
      )
    })
    return () => {
      isWanted = false
      timer.dispose()
    }
  }, [connection, directory])
  return found?.directory === directory ? found.project : null
}

function begin(view: AppView, parentId: ConversationId | null, templateId?: string) {
  const fresh = newDraft(view, parentId)
  const template = view.templates.find((one) => one.id === templateId)
  if (!template) return { draft: fresh, copies: 1, hasTemplate: false }
  return { draft: draftOfTemplate(template, fresh, view), copies: template.copies, hasTemplate: true }
}

/** The state of the dialog: nothing that was typed is lost, and who runs already is not started twice. */
export function useStart(parentId: ConversationId | null, templateId?: string): Start {
  const { connection, store } = useServices()
  const view = useView((whole) => whole)
  const [first] = useState(() => begin(view, parentId, templateId))
  const kept = useDraft(draftKey('start', parentId ?? 'nobody'))
  // A template was asked for: what was begun before gives way once something is changed.
  const [isFirst, setFirst] = useState(first.hasTemplate)
  const { draft: typed, copies } = isFirst ? first : readStartDraft(kept.text, first.draft, view)
  const [touched, setTouched] = useState<ReadonlySet<keyof StartAgent> | null>(null)
  const wasBegun = first.hasTemplate || kept.text !== ''
  const hasBegun = !isFirst && kept.text !== ''
  const chosen = touched ?? new Set(wasBegun ? templateNames : [])
  const project = useProject(typed.directory)
  const draft = withProject(typed, project, chosen, view)
  const keep = (next: Partial<StartDraft>, names: readonly (keyof StartAgent)[]): void => {
    setFirst(false)
    setTouched(new Set([...chosen, ...names]))
    kept.change(writeStartDraft({ draft: typed, copies, ...next }))
  }
  const [isChecked, setChecked] = useState(false)
  const [isApproving, setApproving] = useState(false)
  const [isRunning, setRunning] = useState(false)
  const [standings, setStandings] = useState<ReadonlyMap<string, StartStanding>>(new Map())
  const [problem, setProblem] = useState('')
  // The names were chosen when they were shown: those who run by now are not taken for somebody else's.
  const [approved, setApproved] = useState<readonly PlannedAgent[] | null>(null)
  const plans = approved ?? planFanOut(draft, copies, view)

  const note = (name: string, standing: StartStanding): void =>
    setStandings((known) => new Map([...known, [name, standing]]))
  const startAll = async (): Promise<void> => {
    setRunning(true)
    setProblem('')
    let refused = ''
    for (const { wish } of plans) {
      if (standings.get(wish.name)?.kind === 'started') continue
      note(wish.name, { kind: 'starts' })
      try {
        await connection.call('startAgent', wish)
        note(wish.name, { kind: 'started' })
      } catch (error) {
        refused = error instanceof Error ? error.message : String(error)
        note(wish.name, { kind: 'refused', because: refused })
      }
    }
    setRunning(false)
    if (refused !== '') return setProblem(refused)
    if (hasBegun) kept.clear()
    closeDialog(store)
  }
  const leaveApproval = (): void => {
    setApproving(false)
    setApproved(null)
    setStandings(new Map())
    setProblem('')
  }
  return {
    ...{ draft, copies, plans, isApproving, isRunning, standings, problem },
    problems: isChecked ? checkDraft(draft, view) : {},
    project,
    change: (part) =>
      keep({ draft: changeDraft(typed, part, view) }, Object.keys(part) as (keyof StartAgent)[]), // its own names
    setCopies: (many) => keep({ copies: many }, []),
    takeTemplate: (template) => {
      keep({ draft: draftOfTemplate(template, typed, view), copies: template.copies }, templateNames)
      setChecked(false)
    },
    hasBegun,
    discard: () => {
      if (hasBegun) kept.clear()
      closeDialog(store)
    },
    goBack: leaveApproval,
    submit: () => {
      setChecked(true)
      if (isRunning || Object.keys(checkDraft(draft, view)).length > 0) return
      if (plans.length > 1 && !isApproving) {
        setApproved(plans)
        return setApproving(true)
      }
      void startAll()
    },
  }
}
