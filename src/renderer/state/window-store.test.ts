import { expect, test } from 'vitest'
import { PaneId } from '../../shared/domain/ids.ts'
import { fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { changeUi, closeDialog, createWindowStore, openDialog, takeView } from './window-store.ts'

const now = 1_800_000_000_000
const view = (scenario = 'family') => scenarioView(scenario, 'dark', now)
const open = (scenario = 'family') => {
  const store = createWindowStore(now)
  takeView(store, view(scenario))
  return store
}

test('a page that was thrown away shows the same again after one view', () => {
  const first = open()
  changeUi(first, { activityScope: 'all' })
  takeView(first, { ...view(), wakesThisHour: 9 })
  takeView(first, view())
  const second = open()
  expect(first.getState().view).toEqual(second.getState().view)
  changeUi(second, { activityScope: 'all' })
  expect(first.getState()).toEqual(second.getState())
})

test('the same view again changes nothing on screen', () => {
  const store = open()
  const { view: before } = store.getState()
  takeView(store, view())
  expect(store.getState().view).toBe(before)
})

test('a dialog about an agent that is gone closes, one about a living agent stays', () => {
  const store = open()
  openDialog(store, { kind: 'message', conversationId: fakeConversationId(3) })
  takeView(store, { ...view(), wakesThisHour: 6 })
  expect(store.getState().ui.dialog.kind).toBe('message')
  takeView(store, view('empty'))
  expect(store.getState().ui.dialog.kind).toBe('none')
})

test('what a person types into the start dialog survives every view', () => {
  const store = open()
  openDialog(store, { kind: 'start-agent', parentId: null })
  takeView(store, view('empty'))
  expect(store.getState().ui.dialog.kind).toBe('start-agent')
  closeDialog(store)
  expect(store.getState().ui.dialog.kind).toBe('none')
})

test('a search ends with its pane', () => {
  const store = open()
  changeUi(store, { searchPane: PaneId.parse('pane-1') })
  takeView(store, view('empty'))
  expect(store.getState().ui.searchPane).toBeNull()
})
