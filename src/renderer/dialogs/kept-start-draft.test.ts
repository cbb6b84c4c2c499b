import { expect, test } from 'vitest'
import { ConversationId } from '../../shared/domain/ids.ts'
import { PlaceName } from '../../shared/domain/place-name.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { readStartDraft, writeStartDraft } from './kept-start-draft.ts'
import { newDraft } from './start-draft.ts'

const view = scenarioView('family', 'dark', 1_800_000_000_000)
const fresh = newDraft(view, null)
const begun = { ...fresh, name: '', prompt: 'half a', worktree: { branch: 'not yet//', base: '' } }

test('a start that was begun goes on where it was, unfinished fields included', () => {
  const text = writeStartDraft({ draft: begun, copies: 3 })
  expect(readStartDraft(text, fresh, view)).toEqual({ draft: begun, copies: 3 })
})
test('a parent or a place that is gone meanwhile is not meant any more', () => {
  const gone = {
    ...begun,
    parentId: ConversationId.parse('11111111-1111-4111-8111-111111111111'),
    place: 'remote' as const,
    at: PlaceName.parse('team'),
  }
  const { draft } = readStartDraft(writeStartDraft({ draft: gone, copies: 1 }), fresh, view)
  expect(draft).toEqual({ ...begun, parentId: null, place: 'local', at: null })
})
test.each(['', '{"torn', '[]', '{"draft":{},"copies":1}', '{"draft":null,"copies":"x"}'])(
  'what cannot be read (%s) begins anew',
  (text) => {
    expect(readStartDraft(text, fresh, view)).toEqual({ draft: fresh, copies: 1 })
  },
)
