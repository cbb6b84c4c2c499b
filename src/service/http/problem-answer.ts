import { problemCatalogue, type Problem, type ProblemCode } from '../../shared/contract/api/problem.ts'
import { retryAfterSeconds } from '../../shared/limits.ts'
import { Refusal, type RefusalWords } from '../refusal.ts'
import { StoreFailure } from '../store/store.ts'
import { storeProblems } from './store-problem.ts'

/** What is answered, and what is logged besides. `cause` never leaves the process. */
export type ProblemAnswer = {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
  readonly cause: unknown
}

/** The problem document of whatever was thrown. A bug shows its trace id only. */
export function problemOf(error: unknown, traceId: string, instance: string): ProblemAnswer {
  const [code, detail, words] = wordsOf(error, traceId)
  const problem = document(code, detail, words, traceId, instance)
  return { problem, headers: headersOf(problem, words), cause: error instanceof Refusal ? null : error }
}

function wordsOf(error: unknown, traceId: string): [ProblemCode, string, RefusalWords] {
  if (error instanceof Refusal) return [error.code, error.message, error.words]
  if (error instanceof StoreFailure)
    return [storeProblems[error.kind].code, storeProblems[error.kind].detail, {}]
  return ['internal_error', `see the service's log, trace ${traceId}`, {}]
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
  if (problem.status === 408) headers['connection'] = 'close' // the rest of it may come for hours
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer'
  return headers
}
