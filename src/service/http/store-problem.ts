import type { ProblemCode } from '../../shared/contract/api/problem.ts'
import type { StoreFailure } from '../store/store.ts'

type Told = { readonly code: ProblemCode; readonly detail: string }

/** What is told of a disk that did not take a change, and what to do about it. */
export const storeProblems: Readonly<Record<StoreFailure['kind'], Told>> = {
  full: {
    code: 'storage_full',
    detail:
      'nothing of this request was kept, and nothing that was acknowledged is lost. Free space where the service keeps its data; it goes on by itself',
  },
  io: {
    code: 'storage_failed',
    detail:
      'the disk reported an error, so whether this request was kept is not known: repeat it with the same Idempotency-Key',
  },
  damaged: {
    code: 'storage_failed',
    detail:
      'a part of the database cannot be read. Stop the service and restore a backup (reveille service restore)',
  },
  busy: {
    code: 'resource_unavailable',
    detail: 'another process holds the database; nothing of this request was kept',
  },
}
