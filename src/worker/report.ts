import type { CallInput } from '../shared/contract/api/client.ts'
import type { Lease } from '../shared/contract/api/worker.ts'
import { delay } from '../shared/kernel/clock.ts'
import { streamBackoffMs } from '../shared/limits.ts'
import type { ExecutionWorld } from './execution.ts'

/** One step of an execution's course, as the worker tells it. */
export type Report = Omit<NonNullable<CallInput<'reportExecution'>['body']>, 'worker_id' | 'fence' | 'reason'>

/** Told until the service has heard it, says that nobody waits for it any more, or the lease is lost. */
export async function report(
  lease: Lease,
  world: ExecutionWorld,
  body: Report,
  lost?: AbortSignal,
): Promise<void> {
  for (let failures = 0; failures < reportAttemptsMax && !lost?.aborted; failures += 1) {
    const reported = await world.place.service.client.call('reportExecution', {
      params: { execution_id: lease.execution_id },
      body: { ...body, worker_id: world.workerId, fence: lease.fence },
    })
    if (reported.ok) return
    world.log(`${lease.execution_id}: report ${body.event}: ${reported.error.message}`)
    if (reported.error.kind === 'refused' && !reported.error.retryable) return
    await delay(world.clock, streamBackoffMs[Math.min(failures, streamBackoffMs.length - 1)] ?? 0)
  }
}

/** Hands the lease back, once: when that fails it runs out by itself. */
export async function handBack(
  lease: Pick<Lease, 'execution_id' | 'fence'>,
  world: ExecutionWorld,
  reason: 'at_capacity' | 'draining' | 'stopped' | 'crashed',
): Promise<void> {
  world.measures.handedBack(reason)
  const refused = await world.place.service.client.call('reportExecution', {
    params: { execution_id: lease.execution_id },
    body: { worker_id: world.workerId, fence: lease.fence, event: 'refused', reason },
  })
  if (!refused.ok) world.log(`${lease.execution_id}: not handed back: ${refused.error.message}`)
}

const reportAttemptsMax = 10 // with the client's own patience some four minutes; by then the lease is long over
