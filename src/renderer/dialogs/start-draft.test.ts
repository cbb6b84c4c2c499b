import { expect, test } from 'vitest'
import { fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { changeDraft, checkDraft, newDraft, remoteRefusal } from './start-draft.ts'

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
