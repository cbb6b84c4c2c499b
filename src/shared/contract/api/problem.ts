import { z } from 'zod'

/**
 * The catalogue of refusals (Oz agent API, problem documents): HTTP status and whether asking again may help. All of Oz's
 * codes stand here, because a run's `status_message` may carry any of them; this service itself refuses with a part of
 * them, and with some that are ours: of killed runs, of what is too large or too late, of its disk.
 */
export const problemCatalogue = {
  invalid_request: { status: 400, retryable: false, title: 'The request is not valid' },
  integration_not_configured: { status: 400, retryable: false, title: 'The integration is not set up' },
  authentication_required: { status: 401, retryable: false, title: 'No valid token' },
  external_authentication_required: { status: 401, retryable: false, title: 'Another service wants a login' },
  not_authorized: { status: 403, retryable: false, title: 'Not allowed' },
  insufficient_credits: { status: 403, retryable: false, title: 'No credits are left' },
  budget_exceeded: { status: 403, retryable: false, title: 'The budget is spent' },
  feature_not_available: { status: 403, retryable: false, title: 'Not available here' },
  integration_disabled: { status: 403, retryable: false, title: 'The integration is disabled' },
  content_policy_violation: { status: 403, retryable: false, title: 'Against the content policy' },
  resource_not_found: { status: 404, retryable: false, title: 'Not found' },
  method_not_allowed: { status: 405, retryable: false, title: 'Not by this method' },
  request_timeout: { status: 408, retryable: true, title: 'The request came too slowly' },
  conflict: { status: 409, retryable: true, title: 'Conflict' },
  run_killed: { status: 410, retryable: false, title: 'The run was killed' },
  request_too_large: { status: 413, retryable: false, title: 'The request is too large' },
  operation_not_supported: { status: 422, retryable: false, title: 'Not supported for this run' },
  resource_unavailable: { status: 429, retryable: true, title: 'Too busy' },
  headers_too_large: { status: 431, retryable: false, title: 'The address or the headers are too large' },
  environment_setup_failed: { status: 500, retryable: false, title: 'The environment could not be set up' },
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
