import { problemCatalogue, type Problem, type ProblemCode } from '../../shared/contract/api/problem.ts'
import { Refusal } from '../refusal.ts'
import { StoreFailure } from '../store/store.ts'
import { storeProblems } from './store-problem.ts'

/** What is answered, and what is logged besides. `cause` never leaves the process. */
export type ProblemAnswer = { readonly problem: Problem; readonly cause: unknown }

/** The problem document of whatever was thrown. A bug shows its trace id only. */
export function problemOf(error: unknown, traceId: string, instance: string): ProblemAnswer {
  if (error instanceof Refusal)
    return { problem: document(error.code, error.message, traceId, instance), cause: null }
  if (error instanceof StoreFailure) {
    const { code, detail } = storeProblems[error.kind]
    return { problem: document(code, detail, traceId, instance), cause: error }
  }
  return {
    problem: document('internal_error', `see the service's log, trace ${traceId}`, traceId, instance),
    cause: error,
  }
}

function document(code: ProblemCode, detail: string, traceId: string, instance: string): Problem {
  const { status, title, retryable } = problemCatalogue[code]
  return {
    type: `https://reveille.dev/problems/${code}`,
    title,
    status,
    detail,
    instance,
    error: `${title}: ${detail}`,
    retryable,
    trace_id: traceId,
  }
}
