import type { ProblemCode } from '../shared/contract/api/problem.ts'

/**
 * A request that is answered with a problem document. It is thrown, against the house's rule that expected failures are
 * values, because it must roll the surrounding transaction back from any depth; only `http/` catches it.
 */
export class Refusal extends Error {
  readonly code: ProblemCode
  constructor(code: ProblemCode, detail: string) {
    super(detail)
    this.code = code
  }
}
