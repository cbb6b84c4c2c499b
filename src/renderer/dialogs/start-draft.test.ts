import { expect, test } from 'vitest'
import { fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import {
  changeDraft,
  checkDraft,
  draftOfTemplate,
  newDraft,
  remoteRefusal,
  templateOfDraft,
  withProject,
} from './start-draft.ts'

const view = scenarioView('family', 'dark', 1_800_000_000_000)
const lead = fakeConversationId(1)

test('the dialog opens with something that can be started as it is', () => {
  expect(checkDraft(newDraft(view, null), view)).toEqual({})
  expect(newDraft(scenarioView('empty', 'dark', 0), null)).toMatchObject({
    name: 'lead',
    harness: 'claude',
    directory: '/home/ada/src/shop',
    show: 'tab',
  })
})

test('a child starts in its parent’s directory, hidden', () => {
  expect(newDraft(view, lead)).toMatchObject({
    parentId: lead,
    directory: '/home/ada/src/shop',
    show: 'hidden',
  })
})

test('choosing a parent hides the pane, choosing none shows it', () => {
  const draft = newDraft(view, null)
  const child = changeDraft(draft, { parentId: lead }, view)
  expect(child.show).toBe('hidden')
  expect(changeDraft(child, { parentId: null }, view).show).toBe('tab')
})

test('a harness that cannot run in the cloud brings the agent back to this machine', () => {
  const draft = { ...newDraft(view, null), place: 'remote' as const }
  expect(changeDraft(draft, { harness: 'codex' }, view).place).toBe('local')
  expect(remoteRefusal({ ...draft, harness: 'codex' }, view)).toBe('Codex cannot run in the cloud')
  expect(changeDraft(draft, { harness: 'command' }, view).place).toBe('remote')
})

test('what is missing is said at its field', () => {
  const draft = newDraft(view, null)
  expect(checkDraft({ ...draft, name: ' ', directory: '' }, view)).toMatchObject({
    name: 'Give it a name: others write to it by this name.',
    directory: 'Choose the directory it works in.',
  })
  expect(checkDraft({ ...draft, harness: 'command' }, view).commandLine).toBe('Which program is the agent?')
  expect(checkDraft({ ...draft, harness: 'gemini' }, view).harness).toBe('gemini is not on the PATH')
  expect(checkDraft({ ...draft, place: 'remote' }, view).prompt).toMatch(/first words/)
})

test('two children of one parent do not share a name', () => {
  expect(checkDraft({ ...newDraft(view, lead), name: 'Tests' }, view).name).toBe(
    'There is already an agent called Tests here.',
  )
})

test('a template is what was filled in but for name and parent, and gives it back', () => {
  const draft = {
    ...{
      ...newDraft(view, null),
      name: 'first',
      prompt: 'Review it.',
      model: 'opus',
      permissionMode: 'plan' as const,
    },
    worktree: { branch: 'agent/first', base: 'main' },
  }
  const template = { id: 't', ...templateOfDraft(draft, 3, 'Reviewers') }
  expect(template).toMatchObject({
    name: 'Reviewers',
    copies: 3,
    hasWorktree: true,
    base: 'main',
    prompt: 'Review it.',
  })
  const next = draftOfTemplate(template, { ...newDraft(view, lead), name: 'second' }, view)
  expect(next).toMatchObject({
    name: 'second',
    parentId: lead,
    model: 'opus',
    permissionMode: 'plan',
    show: 'hidden',
  })
  expect(next.worktree).toEqual({ branch: 'agent/second', base: 'main' })
  const anywhere = draftOfTemplate({ ...template, directory: '' }, { ...draft, directory: '/here' }, view)
  expect(anywhere.directory).toBe('/here')
})

test('what a project begins with is filled in where nobody has chosen, and never widens anything', () => {
  const project = {
    startHarness: 'codex',
    startModel: 'gpt-x',
    startPermissions: 'plan',
    startWorktree: true,
  } as const
  const draft = newDraft(view, null)
  expect(withProject(draft, project, new Set(), view)).toMatchObject({
    ...{ harness: 'codex', model: 'gpt-x', permissionMode: 'plan' },
    worktree: { base: '' },
  })
  expect(
    withProject(draft, project, new Set(['harness', 'model', 'permissionMode', 'worktree']), view),
  ).toEqual(draft)
  expect(withProject(newDraft(view, lead), project, new Set(), view).harness).toBe('claude')
  expect(withProject(draft, { startHarness: 'gemini' }, new Set(), view).harness).toBe('claude') // not installed
  expect(withProject(draft, null, new Set(), view)).toBe(draft)
})
