import { z } from 'zod'
import { DraftKey, DraftText } from '../domain/draft.ts'
import { call } from './wire.ts'

/** What a person has typed and not sent. It outlives the page and the app. */
export const draftCalls = {
  /** Empty when there is none. */
  readDraft: call(z.object({ key: DraftKey }), z.object({ text: DraftText })),
  /** An empty text takes the draft away. */
  saveDraft: call(z.object({ key: DraftKey, text: DraftText }), z.void()),
} as const
