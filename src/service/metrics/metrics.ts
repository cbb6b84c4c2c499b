import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { knownEventTypes } from '../../shared/domain/event.ts'
import { runStates } from '../../shared/domain/run.ts'
import type { Store } from '../store/store.ts'

/** What can be measured from outside: of the requests as they come, of the store when somebody asks. */
export type Metrics = {
  readonly answered: (route: string, method: string, status: number, milliseconds: number) => void
  readonly contentType: string
  readonly text: () => Promise<string>
}
/** What other parts know at the moment of the question. */
export type Facts = () => { readonly streams: number; readonly workers: number }

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

export function createMetrics(store: Store, facts: Facts, version: string): Metrics {
  const registers = [new Registry()]
  const [registry] = registers
  if (registry === undefined) throw new Error('unreachable: it was made on the line above')
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'reveille_http_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['route', 'method', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'reveille_http_request_seconds',
    help: 'From a request to its answer; long polls and streams are not in it.',
    labelNames: ['route'],
    buckets: seconds,
    registers,
  })
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  const events = new Counter({
    name: 'reveille_events_total',
    help: 'Entries written to the log since the service started.',
    labelNames: ['type'],
    registers,
  })
  store.onCommitted((committed) => {
    for (const { type } of committed.events) events.inc({ type: countedTypes.has(type) ? type : 'other' })
  })
  gauge('reveille_last_sequence', 'The end of the log.', () => store.read((tx) => tx.events.lastSequence()))
  gauge('reveille_streams', 'Streams that are open.', () => facts().streams)
  gauge('reveille_workers', 'Workers that were seen lately.', () => facts().workers)
  gauge('reveille_leases', 'Executions that workers hold.', () =>
    store.read((tx) => tx.executions.leased().length),
  )
  new Gauge({
    name: 'reveille_runs',
    help: 'Runs by state; killed ones are not in it.',
    labelNames: ['state'],
    registers,
    collect() {
      const counts = store.read((tx) => tx.runs.countByState())
      for (const state of runStates) this.set({ state }, counts[state] ?? 0)
    },
  })
  new Gauge({
    name: 'reveille_info',
    help: 'The version that runs.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1)
  return {
    answered: (route, method, status, milliseconds) => {
      requests.inc({ route, method, status: String(status) })
      if (!unmeasured.has(route)) durations.observe({ route }, milliseconds / 1_000)
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

/** Their length is the caller's wish, not our work. */
const unmeasured: ReadonlySet<string> = new Set([
  'claimLease',
  'streamEvents',
  'streamOutput',
  'uploadArtifact',
])

/** Types are free strings: a label must not grow without bound. */
const countedTypes: ReadonlySet<string> = new Set(knownEventTypes)
