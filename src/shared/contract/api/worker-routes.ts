import { z } from 'zod'
import { ExecutionId } from '../../domain/ids.ts'
import * as worker from './worker.ts'
import { Empty, route } from './route.ts'

const ofExecution = z.object({ execution_id: ExecutionId })

/** What workers ask. */
export const workerRoutes = {
  claimLease: route({
    method: 'POST',
    path: '/workers/leases',
    body: worker.ClaimLease,
    response: worker.ClaimedLease,
  }),
  listWorkers: route({
    method: 'GET',
    path: '/agent/connected-self-hosted-workers',
    response: worker.ListedWorkers,
  }),
  renewLease: route({
    method: 'POST',
    path: '/workers/leases/:execution_id/renew',
    params: ofExecution,
    body: worker.RenewLease,
    response: worker.RenewedLease,
  }),
  reportExecution: route({
    method: 'POST',
    path: '/workers/leases/:execution_id/report',
    params: ofExecution,
    body: worker.ReportExecution,
    response: worker.ReportedExecution,
  }),
  appendOutput: route({
    method: 'POST',
    path: '/workers/leases/:execution_id/output',
    params: ofExecution,
    body: worker.AppendOutput,
    response: Empty,
  }),
}
