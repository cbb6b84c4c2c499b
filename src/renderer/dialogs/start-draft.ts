import { StartAgent, type AppView } from '../../shared/contract/app.ts'
import type { AgentTemplate } from '../../shared/domain/agent-template.ts'
import type { ProjectSettings } from '../../shared/domain/project-settings.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { findAgent } from '../state/families.ts'
import { agentInView } from '../state/pill-order.ts'
import { suggestName } from '../state/suggest-name.ts'

/** What is wrong, by field. */
export type DraftProblems = Partial<Record<keyof StartAgent, string>>

/** The dialog as it opens: something that could be started with one more word. */
export function newDraft(view: AppView, parentId: ConversationId | null): StartAgent {
  const parent = findAgent(view.agents, parentId)
  const harness = view.harnesses.find((one) => one.isAvailable)?.name ?? 'command'
  const nearby = parent?.directory ?? agentInView(view)?.directory
  return {
    name: suggestName(
      view.agents.map((agent) => agent.name),
      parent !== undefined,
    ),
    harness:
      parent && view.harnesses.some((one) => one.name === parent.harness && one.isAvailable)
        ? parent.harness
        : harness,
    directory: nearby ?? view.settings.recentDirectories[0] ?? view.homeDirectory,
    prompt: '',
    place: 'local',
    at: null,
    parentId,
    commandLine: '',
    model: '',
    permissionMode: 'default',
    show: parent ? 'hidden' : 'tab',
  }
}

/** The draft after one change; what no longer fits follows. */
export function changeDraft(draft: StartAgent, change: Partial<StartAgent>, view: AppView): StartAgent {
  const next = { ...draft, ...change }
  if (change.parentId !== undefined && change.show === undefined)
    return {
      ...next,
      show:
        next.parentId === null && draft.show === 'hidden'
          ? 'tab'
          : next.parentId && draft.show === 'tab'
            ? 'hidden'
            : draft.show,
    }
  if (change.harness !== undefined && remoteRefusal(next, view) !== null)
    return { ...next, place: 'local', at: null }
  return next
}

/** A branch for an agent of this name. */
export const branchFor = (name: string): string =>
  `agent/${
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9._/-]+/g, '-') || 'work'
  }`

/** What was filled in, to be used again: all but who it is and whose child. */
export function templateOfDraft(draft: StartAgent, copies: number, name: string): Omit<AgentTemplate, 'id'> {
  const { harness, directory, prompt, place, at, commandLine, model, permissionMode, worktree, show } = draft
  const base = worktree?.base ?? ''
  return {
    ...{
      name,
      harness,
      directory,
      prompt,
      place,
      at,
      commandLine,
      model,
      permissionMode,
      show,
      base,
      copies,
    },
    hasWorktree: Boolean(worktree),
  }
}

/** The draft as a template has it; name and parent stay, and so does the directory where the template names none. */
export function draftOfTemplate(template: AgentTemplate, now: StartAgent, view: AppView): StartAgent {
  const { harness, prompt, place, at, commandLine, model, permissionMode, hasWorktree, base, show } = template
  const next: StartAgent = {
    ...now,
    ...{ harness, prompt, place, at, commandLine, model, permissionMode },
    directory: template.directory || now.directory,
    worktree: hasWorktree ? { branch: branchFor(now.name), base } : null,
    show: now.parentId === null ? show : now.show,
  }
  return remoteRefusal(next, view) === null ? next : { ...next, place: 'local', at: null }
}

/** The draft with what a project begins with, where a person has not chosen: a child's harness is its parent's. */
export function withProject(
  draft: StartAgent,
  project: ProjectSettings | null,
  chosen: ReadonlySet<keyof StartAgent>,
  view: AppView,
): StartAgent {
  if (!project) return draft
  const { startHarness, startModel, startPermissions, startWorktree } = project
  const isThere = view.harnesses.some((one) => one.name === startHarness && one.isAvailable)
  const mayHarness = isThere && !chosen.has('harness') && draft.parentId === null
  const harness = (mayHarness && startHarness) || draft.harness
  const isCommand = harness === 'command'
  const worktree = startWorktree ? { branch: branchFor(draft.name), base: '' } : null
  return {
    ...draft,
    harness,
    ...(startModel && !isCommand && !chosen.has('model') ? { model: startModel } : {}),
    ...(startPermissions && !isCommand && !chosen.has('permissionMode')
      ? { permissionMode: startPermissions }
      : {}),
    ...(startWorktree !== undefined && !chosen.has('worktree') && draft.place === 'local'
      ? { worktree }
      : {}),
  }
}

/** Why the chosen harness cannot run in the cloud, or null when it can. */
export function remoteRefusal(draft: StartAgent, view: AppView): string | null {
  const harness = view.harnesses.find((one) => one.name === draft.harness)
  if (harness && !harness.canRunRemote) return `${harness.displayName} cannot run in the cloud`
  if (view.worker.state === 'failed' || view.worker.state === 'unreachable') return 'no worker answers'
  return null
}

/** What stands in the way of starting; empty when nothing does. */
export function checkDraft(draft: StartAgent, view: AppView): DraftProblems {
  const harness = view.harnesses.find((one) => one.name === draft.harness)
  const problems: DraftProblems = {}
  const parsed = StartAgent.safeParse(draft)
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as keyof StartAgent // the schema is flat
    problems[field] ??= issue.message
  }
  if (draft.name.trim() === '') problems.name = 'Give it a name: others write to it by this name.'
  if (draft.directory.trim() === '') problems.directory = 'Choose the directory it works in.'
  if (!harness?.isAvailable) problems.harness = harness?.problem ?? 'This harness is not available.'
  if (draft.harness === 'command' && draft.commandLine.trim() === '')
    problems.commandLine = 'Which program is the agent?'
  if (draft.place === 'remote' && draft.harness !== 'command' && draft.prompt.trim() === '')
    problems.prompt = 'In the cloud nobody can type the first words: write the prompt here.'
  const siblings = view.agents.filter(
    (agent) => agent.parentId === draft.parentId && agent.status !== 'killed',
  )
  if (siblings.some((agent) => agent.name.toLowerCase() === draft.name.trim().toLowerCase()))
    problems.name = `There is already an agent called ${draft.name.trim()} here.`
  return problems
}
