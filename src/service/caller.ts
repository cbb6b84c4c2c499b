import type { Run } from './store/rows.ts'

/** Who asks: the owner of the service, or a run through its own token. */
export type Caller = { readonly kind: 'owner' } | { readonly kind: 'run'; readonly run: Run }
