import { z } from 'zod'
import { tokenSecondsMax } from '../../limits.ts'

const expiresIn = z.int().min(1).max(tokenSecondsMax).optional()

/** `POST agent/runs/{id}/tokens` (ours). Without a time the token ends with the run, or when it is revoked. */
export const IssueToken = z.object({ expires_in_seconds: expiresIn }).optional()
/** A token that speaks for the run and dies with it. Shown once. */
export const IssuedToken = z.object({ token: z.string(), expires_at: z.string().nullish() })

/** `POST tokens` (ours): a token for a worker. Shown once; afterwards it is known by its id. */
export const IssueWorkerToken = z.object({
  name: z.string().trim().min(1).max(200),
  expires_in_seconds: expiresIn,
})
export const WorkerTokenItem = z.object({
  token_id: z.string(),
  name: z.string(),
  issued_at: z.string(),
  expires_at: z.string().nullish(),
  revoked_at: z.string().nullish(),
})
export const IssuedWorkerToken = WorkerTokenItem.extend({ token: z.string() })
export const ListedWorkerTokens = z.object({ tokens: z.array(WorkerTokenItem) })

/**
 * `POST tickets` (ours): stands for the caller's token in the address of one request (`?ticket=`), for clients that
 * cannot send a header. Good once, for this path, for a short time.
 */
export const IssueTicket = z.object({
  /** Below `/api/v1`, without a query. */
  path: z.string().regex(/^\/[A-Za-z0-9/_.-]{1,300}$/),
})
export const IssuedTicket = z.object({ ticket: z.string(), expires_at: z.string() })
