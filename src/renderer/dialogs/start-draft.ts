import { StartAgent, type AppView } from '../../shared/contract/app.ts'
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
