import type { RunId } from '../shared/domain/ids.ts'
import type { Run } from './store/rows.ts'

/** What a request showed to say who asks. */
export type Credential = {
  /** Of the token. */
  readonly hash: string
  /** Task-scoped access: the run that the request speaks for, whosever the token is. */
  readonly actsAs: RunId | null
}

/** Who asks: the owner of the service, a run through its own token (or in its name), or a worker. */
export type Caller = { readonly credential: Credential } & (
  | { readonly kind: 'owner' }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'worker'; readonly tokenId: string }
)
