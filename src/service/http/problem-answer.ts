import { problemCatalogue, type Problem, type ProblemCode } from '../../shared/contract/api/problem.ts'
<<<<<<< HEAD
import { Refusal } from '../refusal.ts'
import { StoreFailure } from '../store/store.ts'
import { storeProblems } from './store-problem.ts'
=======
import { retryAfterSeconds } from '../../shared/limits.ts'
import { Refusal, type RefusalWords } from '../refusal.ts'
>>>>>>> 6cedd5a (feat(service): every code of the catalogue, Retry-After, and idempotency for whatever changes something)

/** What is answered, and what is logged besides. `cause` never leaves the process. */
export type ProblemAnswer = {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
  readonly cause: unknown
}

/** The problem document of whatever was thrown. A bug shows its trace id only. */
export function problemOf(error: unknown, traceId: string, instance: string): ProblemAnswer {
<<<<<<< HEAD
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
=======
  const isRefusal = error instanceof Refusal
  const words = isRefusal ? error.words : {}
  const problem = isRefusal
    ? document(error.code, error.message, words, traceId, instance)
    : document('internal_error', `see the service's log, trace ${traceId}`, words, traceId, instance)
  return { problem, headers: headersOf(problem, words), cause: isRefusal ? null : error }
>>>>>>> 6cedd5a (feat(service): every code of the catalogue, Retry-After, and idempotency for whatever changes something)
}

function document(
  code: ProblemCode,
  detail: string,
  words: RefusalWords,
  traceId: string,
  instance: string,
): Problem {
  const { status, title, retryable } = problemCatalogue[code]
  return {
    type: `https://reveille.dev/problems/${code}`,
    title,
    status,
    detail,
    instance,
    error: `${title}: ${detail}`,
    retryable: words.retryable ?? retryable,
    trace_id: traceId,
  }
}

/** `x-should-retry` is what the official SDKs obey before they guess from the status. */
function headersOf(problem: Problem, words: RefusalWords): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'x-trace-id': problem.trace_id,
    'x-should-retry': String(problem.retryable),
  }
  if (problem.retryable) headers['retry-after'] = String(words.retryAfterSeconds ?? retryAfterSeconds)
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer'
  return headers
}
