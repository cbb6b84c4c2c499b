import type { HandlersOf } from './handler.ts'
import { Refusal } from './refusal.ts'

type Subject = 'listIdentities' | 'createIdentity' | 'updateIdentity' | 'deleteIdentity'

/** Why there are no principals besides the owner, and what there is instead. */
export const noIdentities = (): never => {
  throw new Refusal(
    'feature_not_available',
    'this service has one owner and no identities: a run speaks by its own token (POST agent/runs/{id}/tokens), a worker by one of POST tokens',
  )
}

export const identityHandlers: HandlersOf<Subject> = {
  listIdentities: () => ({ agents: [] }),
  createIdentity: noIdentities,
  updateIdentity: noIdentities,
  deleteIdentity: noIdentities,
}
