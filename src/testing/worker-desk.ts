import type { Lease } from '../shared/contract/api/worker.ts'
import { WorkerId, type ExecutionId, type MessageId, type RunId } from '../shared/domain/ids.ts'
import type { TestService } from './service-harness.ts'

export const worker = (id: string) => WorkerId.parse(id)

/** What workers, their agents and the owner ask in tests of executions, in a word each. */
export function workerDesk(service: () => TestService) {
  const owner = () => service().owner
  const create = async (prompt = 'do it', changes: object = {}): Promise<RunId> =>
    (
      await owner().ask('createRun', {
        body: { prompt, config: { harness: { type: 'command' } }, ...changes },
      })
    ).run_id
  const claim = async (id = 'w1', harnesses = ['command'], wait_ms = 0): Promise<Lease | null> =>
    (await owner().ask('claimLease', { body: { worker_id: worker(id), harnesses, wait_ms } })).lease
  return {
    create,
    claim,
    claimed: async (id = 'w1', harnesses?: string[], wait_ms?: number): Promise<Lease> => {
      const lease = await claim(id, harnesses, wait_ms)
      if (lease === null) throw new Error('nothing to claim')
      return lease
    },
    report: async (lease: Lease, event: string, more: object = {}, id = 'w1') => {
      const body = { worker_id: worker(id), fence: lease.fence, event: event as 'started', ...more }
      return (await owner().ask('reportExecution', { params: { execution_id: lease.execution_id }, body }))
        .applied
    },
    renew: (lease: Lease, id = 'w1') =>
      owner().ask('renewLease', {
        params: { execution_id: lease.execution_id },
        body: { worker_id: worker(id), fence: lease.fence },
      }),
    print: (lease: Lease, part: number, text: string) =>
      owner().ask('appendOutput', {
        params: { execution_id: lease.execution_id },
        body: { worker_id: worker('w1'), fence: lease.fence, part, text },
      }),
    get: (run_id: RunId) => owner().ask('getRun', { params: { run_id } }),
    followUp: (run_id: RunId, body: { message?: string; message_ids?: MessageId[] }) =>
      owner().ask('followUpRun', { params: { run_id }, body }),
    send: async (to: RunId): Promise<MessageId[]> =>
      (await owner().ask('sendMessages', { body: { to: [to], subject: 's', body: 'b' } })).message_ids,
    states: async (run_id: RunId) =>
      (await owner().ask('listMessages', { params: { run_id } })).messages.map((message) => message.state),
    eventTypes: async (run: RunId) =>
      (await owner().ask('listEvents', { query: { run_ids: [run], limit: 500 } })).events.map(
        (e) => e.event_type,
      ),
    signalAs: (token: string, run_id: RunId, signal: object, execution_id?: ExecutionId) =>
      service()
        .as(token)
        .ask('reportSignal', {
          params: { run_id },
          body: {
            signal: { session_id: 's', ...signal } as never,
            ...(execution_id ? { execution_id } : {}),
          },
        }),
  }
}
