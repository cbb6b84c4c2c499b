import { z } from 'zod'
import * as access from './access.ts'
import { Empty, ofRun, route } from './route.ts'

/** Tokens and tickets. */
export const accessRoutes = {
  issueToken: route({
    method: 'POST',
    path: '/agent/runs/:run_id/tokens',
    params: ofRun,
    body: access.IssueToken,
    response: access.IssuedToken,
  }),
  issueWorkerToken: route({
    method: 'POST',
    path: '/tokens',
    body: access.IssueWorkerToken,
    response: access.IssuedWorkerToken,
  }),
  listWorkerTokens: route({ method: 'GET', path: '/tokens', response: access.ListedWorkerTokens }),
  revokeWorkerToken: route({
    method: 'POST',
    path: '/tokens/:token_id/revoke',
    params: z.object({ token_id: z.uuid() }),
    response: Empty,
  }),
  issueTicket: route({
    method: 'POST',
    path: '/tickets',
    body: access.IssueTicket,
    response: access.IssuedTicket,
  }),
}
