import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { StreamEventsQuery } from '../../shared/contract/api/event.ts'
import { apiBase, mcpPath } from '../../shared/contract/api/api-base.ts'
import { routes, streamPaths, type RouteName } from '../../shared/contract/api/routes.ts'
import { StreamOutputQuery } from '../../shared/contract/api/worker.ts'
import { downloadTicketMs } from '../../shared/limits.ts'
import { eventFilter } from '../events/event-filter.ts'
import type { ClaimPoll } from '../executions/claim-poll.ts'
import { holderOf } from '../executions/lease.ts'
import type { Handlers } from '../handler.ts'
import { describeError, type Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { knownTranscript } from '../conversations/transcript-handlers.ts'
import { knownRun } from '../runs/known-run.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Store } from '../store/store.ts'
import { requireAccess } from './access.ts'
import { answerRequest, baseOf, parseRequest, type Known, type ServiceContext } from './answer.ts'
import { callerOf, credentialOf, subjectOf } from './authenticate.ts'
import { lostAnswer } from '../family/lost-call.ts'
import { refusePages, type OwnAddress } from './page-guard.ts'
import { parsePart, queryValues } from './parse.ts'
import { problemOf } from './problem-answer.ts'
import { serveRaw, type RawHandlers } from './raw.ts'
import type { Streams } from './streams.ts'
import { serveWebhooks } from './webhooks.ts'
import type { Tickets } from './tickets.ts'

export type AppOptions = {
  readonly store: Store
  readonly handlers: Handlers
  readonly claims: ClaimPoll
  readonly streams: Streams
  readonly ownerHash: string
  readonly tickets: Tickets
  readonly raw: RawHandlers
  readonly own: () => OwnAddress
  readonly log: Log
  readonly metrics: Pick<Metrics, 'answered'>
  readonly now: () => number
  /** How long a body may take to come. */
  readonly bodyMs: number
}
export type App = Hono<{ Bindings: HttpBindings; Variables: Known }>

/** The HTTP API: the table of routes, the two streams, and one way to refuse. */
export function createApp(options: AppOptions): App {
  const { store, ownerHash } = options
  const app: App = new Hono()
  app.use(async (context, next) => {
    const began = options.now()
    await next()
    const route = context.get('route') ?? 'none'
    options.metrics.answered(route, context.req.method, context.res.status, options.now() - began)
  })
  app.use(async (context, next) => {
    context.set('traceId', randomUUID())
    context.set('bodyMs', options.bodyMs)
    context.header('x-trace-id', context.get('traceId'))
    context.header('cache-control', 'no-store')
    await next()
  })
  serveWebhooks(app, store)
  app.use(async (context, next) => {
    const { host, origin } = { host: context.req.header('host'), origin: context.req.header('origin') }
    refusePages({ host, origin }, options.own())
    const ticket = context.req.query('ticket')
    context.set(
      'credential',
      credentialOf((name) => context.req.header(name)) ??
        (ticket === undefined ? null : options.tickets.redeem(ticket, context.req.path)),
    )
    store.read((tx) => callerOf(tx, ownerHash, context.get('credential')))
    await next()
  })
  serveStreams(app, options)
  serveRaw(app, options)
  for (const name of Object.keys(routes) as RouteName[])
    // the table's own keys
    app.on(routes[name].method, `${apiBase}${routes[name].path}`, (context) => answer(name, context, options))
  // MCP knows this refusal: there is no stream without a request, and no session to end.
  app.on(['GET', 'DELETE'], `${apiBase}${mcpPath}`, (context) => {
    const lost = context.req.method === 'GET' ? lostAnswer(context.req.header('last-event-id')) : null
    if (lost !== null) return context.body(lost, 200, { 'content-type': 'text/event-stream' })
    context.header('allow', 'POST')
    throw new Refusal('method_not_allowed', 'the tools of the family are asked by POST')
  })
  app.notFound(({ req }) => {
    throw new Refusal('resource_not_found', `${req.method} ${req.path} is not served`)
  })
  app.onError((error, context) => {
    const traceId = context.get('traceId')
    const { problem, headers, cause } = problemOf(error, traceId, context.req.path)
    const about = { method: context.req.method, path: context.req.path, status: problem.status }
    if (cause !== null)
      options.log({
        level: 'error',
        event: 'request-failed',
        trace_id: traceId,
        ...about,
        error: describeError(cause),
      })
    else
      options.log({
        level: 'warning',
        event: 'request-refused',
        trace_id: traceId,
        ...about,
        code: codeOf(problem.type),
      })
    return context.body(JSON.stringify(problem), statusOf(problem.status), headers)
  })
  return app
}

async function answer(name: RouteName, context: ServiceContext, options: AppOptions): Promise<Response> {
  context.set('route', name)
  if (name === 'getTranscript' && !/json|\*/.test(context.req.header('accept') ?? 'json'))
    return transcriptRedirect(context, options)
  if (name === 'claimLease') return context.json(await claim(context, options))
  const { status, text, kind } = await answerRequest(name, context, options)
  if (kind === 'remembered') context.header('idempotent-replayed', 'true')
  if (text === null) return context.body(null, 204)
  if (text.startsWith('{"applied":false'))
    options.log({
      level: 'info',
      event: 'dropped-as-late',
      trace_id: context.get('traceId'),
      route: name,
      path: context.req.path,
    })
  return context.body(text, statusOf(status), { 'content-type': 'application/json' })
}

/** Oz's way: an address to download it from. A client that wants JSON gets it at once, with what we know besides. */
function transcriptRedirect(context: ServiceContext, { store, ownerHash, tickets }: AppOptions): Response {
  const { run_id: runId } = parsePart(routes.getTranscript.params, context.req.param())
  const caller = store.read((tx) => {
    const found = callerOf(tx, ownerHash, context.get('credential'))
    requireAccess(tx, found, 'getTranscript', { run_id: runId })
    knownTranscript(tx, knownRun(tx, runId).runId)
    return found
  })
  const path = `/agent/runs/${runId}/transcript/content`
  const { ticket } = tickets.issue(
    caller.credential,
    `${apiBase}${path}`,
    'until-it-expires',
    downloadTicketMs,
  )
  return context.redirect(`${baseOf(context)}${path}?ticket=${ticket}`, 302)
}

async function claim(context: ServiceContext, { store, ownerHash, claims }: AppOptions) {
  const holder = store.read((tx) => {
    const caller = callerOf(tx, ownerHash, context.get('credential'))
    requireAccess(tx, caller, 'claimLease', {})
    return holderOf(caller)
  })
  const { body } = await parseRequest('claimLease', context)
  return claims.claim(parsePart(routes.claimLease.body, body), holder, context.req.raw.signal)
}

/** Streams are written to the socket itself: its back-pressure is the reader's. */
function serveStreams(app: App, { store, streams, ownerHash }: AppOptions): void {
  app.get(`${apiBase}${streamPaths.events}`, (context) => {
    const query = parsePart(StreamEventsQuery, queryValues(context.req.queries()))
    const [filter, subject] = store.read((tx) => {
      const caller = callerOf(tx, ownerHash, context.get('credential'))
      requireAccess(tx, caller, 'streamEvents', {})
      return [eventFilter(tx, caller, query), subjectOf(caller)] as const
    })
    streams.openEvents(filter, cursorOf(context, query.since), subject, context.env.outgoing)
    return RESPONSE_ALREADY_SENT
  })
  app.get(`${apiBase}${streamPaths.output}`, (context) => {
    const query = parsePart(StreamOutputQuery, queryValues(context.req.queries()))
    const { run_id: runId } = parsePart(routes.getRun.params, context.req.param())
    const subject = store.read((tx) => {
      const caller = callerOf(tx, ownerHash, context.get('credential'))
      requireAccess(tx, caller, 'streamOutput', { run_id: knownRun(tx, runId).runId })
      return subjectOf(caller)
    })
    streams.openOutput(runId, cursorOf(context, query.since), subject, context.env.outgoing)
    return RESPONSE_ALREADY_SENT
  })
}

/** A reconnecting reader says where it was; that is newer than what its address says. */
function cursorOf(context: ServiceContext, since: number | undefined): number {
  const last = context.req.header('last-event-id')
  if (last === undefined || last === '') return since ?? 0
  if (!/^\d{1,15}$/.test(last))
    throw new Refusal('invalid_request', 'Last-Event-ID: not an id of this stream')
  return Math.max(Number(last), since ?? 0)
}

const codeOf = (type: string): string => type.split('/').at(-1) ?? type

/** Hono wants to know that this status may have a body: all of the catalogue may, and 200. */
const statusOf = (status: number) =>
  status as 200 | 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 422 | 429 | 500
