import { isKnownEventType } from '../../shared/domain/event.ts'
import type { RunEvent, RunState } from '../../shared/domain/run.ts'
import { eventsPageDefault } from '../../shared/limits.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import { livingRun } from '../runs/known-run.ts'
import { moveRun } from '../runs/move-run.ts'
import { eventFilter } from './event-filter.ts'
import { logEvent } from './event-item.ts'
import { lostEntries } from './lagged.ts'

/** The lifecycle that a client may publish, and what it does to the run. */
const published: Readonly<Record<string, { readonly event: RunEvent; readonly reaches: RunState }>> = {
  run_in_progress: { event: 'started', reaches: 'INPROGRESS' },
  run_succeeded: { event: 'succeeded', reaches: 'SUCCEEDED' },
  run_failed: { event: 'failed', reaches: 'FAILED' },
  run_errored: { event: 'errored', reaches: 'ERROR' },
  run_blocked: { event: 'blocked', reaches: 'BLOCKED' },
  run_cancelled: { event: 'cancelled', reaches: 'CANCELLED' },
}

export const eventHandlers: HandlersOf<'listEvents' | 'publishEvent'> = {
  listEvents: ({ tx, caller, query }) => {
    const filter = eventFilter(tx, caller, query)
    const lost = lostEntries(tx, filter, query.since ?? 0)
    const limit = (query.limit ?? eventsPageDefault) - (lost === null ? 0 : 1)
    const found = tx.events.after(filter, lost?.sequence ?? query.since ?? 0, limit)
    return [...(lost === null ? [] : [lost]), ...found.map(logEvent)]
  },

  publishEvent: ({ tx, caller, params, body }) => {
    const run = livingRun(tx, params.run_id)
    if (caller.kind === 'run' && body.event_type === 'wake_requested')
      throw new Refusal('not_authorized', 'only a person arms an agent again')
    const { event_type: type, execution_id: executionId, ref_id: refId } = body
    const lifecycle = Object.hasOwn(published, type) ? published[type] : undefined
    if (lifecycle === undefined) {
      if (isKnownEventType(type))
        throw new Refusal('invalid_request', `event_type: ${type} tells what the service itself has done`)
      const about = {
        ...(executionId === undefined ? {} : { executionId }),
        ...(refId === undefined ? {} : { refId }),
      }
      return { sequence: tx.events.append(run, { type, ...about }) }
    }
    if (run.state !== lifecycle.reaches && moveRun(tx, run, lifecycle.event) === null)
      throw new Refusal('conflict', `a run that is ${run.state} cannot become ${lifecycle.reaches}`)
    return { sequence: tx.events.lastSequence() }
  },
}
