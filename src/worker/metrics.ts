import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { WorkerMeasures } from './measures.ts'

/** What other parts know at the moment of the question. */
export type WorkerFacts = () => { readonly running: number; readonly most: number }

/** Serves metrics for Prometheus on this machine alone; a page's request, by its `Host`, is refused. Answers the port. */
export async function serveMetrics(
  port: number,
  facts: WorkerFacts,
): Promise<{ readonly port: number; readonly measures: WorkerMeasures }> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const measures = countMeasures(registry, facts)
  const server = createServer((request, response) => {
    const isOurs = /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(request.headers.host ?? '')
    if (!isOurs || request.headers.origin !== undefined) return void response.writeHead(403).end()
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end()
    void registry
      .metrics()
      .then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  server.unref() // what is measured decides how long it lives
  return { port: (server.address() as AddressInfo).port, measures } // it listens on a port
}

function countMeasures(registry: Registry, facts: WorkerFacts): WorkerMeasures {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(read())
      },
    })
  }
  gauge('reveille_worker_executions', 'Executions that run now.', () => facts().running)
  gauge('reveille_worker_executions_max', 'Executions that may run at once.', () => facts().most)
  const claimed = new Counter({
    name: 'reveille_worker_claimed_total',
    help: 'Executions that were taken.',
    registers,
  })
  const claimFailures = new Counter({
    name: 'reveille_worker_claim_failures_total',
    help: 'Times the service could not be asked for an execution.',
    registers,
  })
  const ended = new Counter({
    name: 'reveille_worker_ended_total',
    help: 'Executions that ended, by how.',
    labelNames: ['event'],
    registers,
  })
  const handedBack = new Counter({
    name: 'reveille_worker_handed_back_total',
    help: 'Executions that were given back, by why.',
    labelNames: ['reason'],
    registers,
  })
  const printed = new Counter({
    name: 'reveille_worker_output_chars_total',
    help: 'What agents printed.',
    registers,
  })
  const sessions = new Counter({
    name: 'reveille_worker_sessions_kept_total',
    help: 'Sessions that were uploaded whole.',
    registers,
  })
  return {
    claimed: () => claimed.inc(),
    claimFailed: () => claimFailures.inc(),
    ended: (event) => ended.inc({ event }),
    handedBack: (reason) => handedBack.inc({ reason }),
    printed: (chars) => printed.inc(chars),
    sessionKept: () => sessions.inc(),
  }
}
