import type { ProblemCode } from '../shared/contract/api/problem.ts'

/** What a refusal says besides its code, when the catalogue's word does not fit this occurrence. */
export type RefusalWords = {
  /** Whether asking again as it stands may help. */
  readonly retryable?: boolean
  /** When. */
  readonly retryAfterSeconds?: number
}

/**
 * A request that is answered with a problem document. It is thrown, against the house's rule that expected failures are
 * values, because it must roll the surrounding transaction back from any depth; only `http/` catches it.
 */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly words: RefusalWords
  constructor(code: ProblemCode, detail: string, words: RefusalWords = {}) {
    super(detail)
    this.code = code
    this.words = words
  }
}
