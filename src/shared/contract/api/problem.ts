import { z } from 'zod'

/** The catalogue of refusals (Oz agent API, problem documents): HTTP status and whether asking again may help. */
export const problemCatalogue = {
  invalid_request: { status: 400, retryable: false, title: 'The request is not valid' },
  authentication_required: { status: 401, retryable: false, title: 'No valid token' },
  not_authorized: { status: 403, retryable: false, title: 'Not allowed' },
  resource_not_found: { status: 404, retryable: false, title: 'Not found' },
  conflict: { status: 409, retryable: true, title: 'Conflict' },
  run_killed: { status: 410, retryable: false, title: 'The run was killed' },
  request_too_large: { status: 413, retryable: false, title: 'The request is too large' },
  operation_not_supported: { status: 422, retryable: false, title: 'Not supported for this run' },
  resource_unavailable: { status: 429, retryable: true, title: 'Too busy' },
  internal_error: { status: 500, retryable: true, title: 'The service failed' },
  storage_failed: { status: 503, retryable: true, title: 'The disk of the service fails' },
  storage_full: { status: 507, retryable: true, title: 'The disk of the service is full' },
} as const
export type ProblemCode = keyof typeof problemCatalogue

/** An RFC 7807 document. `type` ends in the code; `error` is one line for people. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  error: z.string(),
  retryable: z.boolean(),
  trace_id: z.string(),
})
export type Problem = z.infer<typeof Problem>
