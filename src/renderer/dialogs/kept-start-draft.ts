import { z } from 'zod'
import { StartAgent, type AppView } from '../../shared/contract/app.ts'
import { parseJson } from './letter-draft.ts'

/** A start that was begun: the agent, and how many of it. */
export type StartDraft = { readonly draft: StartAgent; readonly copies: number }

/** Any field as it was typed; the rules for a start count when it is started. */
const Kept = z.object({
  draft: z.looseObject({
    name: z.string(),
    harness: z.string(),
    directory: z.string(),
    prompt: z.string(),
    place: StartAgent.shape.place,
    at: StartAgent.shape.at,
    parentId: StartAgent.shape.parentId,
    commandLine: z.string(),
    model: z.string(),
    permissionMode: StartAgent.shape.permissionMode,
    show: StartAgent.shape.show,
    worktree: z.object({ branch: z.string(), base: z.string() }).nullish(),
  }),
  copies: z.int().positive(),
})

/** What was begun before, on what there is now: a parent or a place that is gone is as in `fresh`. */
export function readStartDraft(text: string, fresh: StartAgent, view: AppView): StartDraft {
  const parsed = Kept.safeParse(parseJson(text))
  if (!parsed.success) return { draft: fresh, copies: 1 }
  const { draft, copies } = parsed.data
  const isParentThere =
    draft.parentId === null || view.agents.some((one) => one.conversationId === draft.parentId)
  const isPlaceThere = draft.at === null || view.places.some((one) => one.name === draft.at)
  return {
    copies,
    draft: {
      ...fresh,
      ...(draft as Partial<StartAgent>), // the shape of a start; its rules are checked before it begins
      ...(isParentThere ? {} : { parentId: fresh.parentId, show: fresh.show }),
      ...(isPlaceThere ? {} : { at: null, place: 'local' as const }),
    },
  }
}

export const writeStartDraft = (kept: StartDraft): string => JSON.stringify(kept)
