import { z } from 'zod'
import { ExecutionId, MessageId, RunId } from '../../domain/ids.ts'
import * as event from './event.ts'
import * as message from './message.ts'
import * as run from './run.ts'
import * as service from './service.ts'
import * as worker from './worker.ts'

/** One request of the HTTP API under `/api/v1`: what goes in, what comes out. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly body: z.ZodType
  readonly response: z.ZodType
  /** `worker` and `owner` routes refuse the token of a run. */
  readonly access: 'run' | 'owner'
}

const none = z.object({})
const Empty = z.unknown().transform(() => undefined)
type Filled<Shape extends Partial<Route>> = {
  readonly method: Shape['method'] & Route['method']
  readonly path: Shape['path'] & string
  readonly params: Shape extends { params: infer Params extends z.ZodObject } ? Params : typeof none
  readonly query: Shape extends { query: infer Query extends z.ZodObject } ? Query : typeof none
  readonly body: Shape extends { body: infer Body extends z.ZodType } ? Body : typeof Empty
  readonly response: Shape extends { response: infer Response extends z.ZodType } ? Response : never
  readonly access: Route['access']
}
const route = <const Shape extends Pick<Route, 'method' | 'path' | 'response'> & Partial<Route>>(
  shape: Shape,
) =>
  // The defaults are exactly what `Filled` says for what `shape` leaves out.
  ({ params: none, query: none, body: Empty, access: 'run', ...shape }) as unknown as Filled<Shape>
const ofRun = z.object({ run_id: RunId })
const ofMessage = z.object({ message_id: MessageId })
const ofExecution = z.object({ execution_id: ExecutionId })

/** Everything that can be asked over HTTP, but for the two streams (`paths` below). Served, called and documented from here. */
export const routes = {
  createRun: route({ method: 'POST', path: '/agent/runs', body: run.CreateRun, response: run.CreatedRun }),
  listRuns: route({ method: 'GET', path: '/agent/runs', query: run.ListRunsQuery, response: run.ListedRuns }),
  getRun: route({ method: 'GET', path: '/agent/runs/:run_id', params: ofRun, response: run.RunItem }),
  cancelRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/cancel',
    params: ofRun,
    response: z.string(),
  }),
  killRun: route({ method: 'POST', path: '/agent/runs/:run_id/kill', params: ofRun, response: Empty }),
  followUpRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/followups',
    params: ofRun,
    body: run.FollowUp,
    response: run.AcceptedFollowUp,
  }),
  reopenRun: route({
    method: 'POST',
    path: '/agent/runs/:run_id/reopen',
    params: ofRun,
    body: run.ReopenRun,
    response: run.RunItem,
    access: 'owner',
  }),
  undoReopen: route({
    method: 'POST',
    path: '/agent/runs/:run_id/undo-reopen',
    params: ofRun,
    body: run.UndoReopen,
    response: run.RunItem,
    access: 'owner',
  }),
  reportSignal: route({
    method: 'POST',
    path: '/agent/runs/:run_id/signals',
    params: ofRun,
    body: run.ReportSignal,
    response: run.ReportedSignal,
  }),
  issueToken: route({
    method: 'POST',
    path: '/agent/runs/:run_id/tokens',
    params: ofRun,
    response: run.IssuedToken,
    access: 'owner',
  }),
  setEventSequence: route({
    method: 'PATCH',
    path: '/agent/runs/:run_id/event-sequence',
    params: ofRun,
    body: run.SetEventSequence,
    response: Empty,
  }),
  getTranscript: route({
    method: 'GET',
    path: '/agent/runs/:run_id/transcript',
    params: ofRun,
    response: run.Transcript,
  }),
  putTranscript: route({
    method: 'PUT',
    path: '/agent/runs/:run_id/transcript',
    params: ofRun,
    body: run.Transcript,
    response: Empty,
  }),
  sendMessages: route({
    method: 'POST',
    path: '/agent/messages',
    body: message.SendMessages,
    response: message.SentMessages,
  }),
  listMessages: route({
    method: 'GET',
    path: '/agent/messages/:run_id',
    params: ofRun,
    query: message.ListMessagesQuery,
    response: message.ListedMessages,
  }),
  readMessage: route({
    method: 'POST',
    path: '/agent/messages/:message_id/read',
    params: ofMessage,
    response: message.Message,
  }),
  markSurfaced: route({
    method: 'POST',
    path: '/agent/messages/:message_id/surfaced',
    params: ofMessage,
    body: message.SurfacedMessage,
    response: Empty,
  }),
  markDelivered: route({
    method: 'POST',
    path: '/agent/messages/:message_id/delivered',
    params: ofMessage,
    response: Empty,
  }),
  takeMailbox: route({
    method: 'POST',
    path: '/agent/runs/:run_id/mailbox/take',
    params: ofRun,
    body: message.TakeMailbox,
    response: message.TakenMailbox,
  }),
  shownMailbox: route({
    method: 'POST',
    path: '/agent/runs/:run_id/mailbox/shown',
    params: ofRun,
    body: message.ShownMailbox,
    response: Empty,
  }),
  releaseMailbox: route({
    method: 'POST',
    path: '/agent/runs/:run_id/mailbox/release',
    params: ofRun,
    body: message.ReleaseMailbox,
    response: message.ReleasedMailbox,
  }),
  listEvents: route({
    method: 'GET',
    path: '/agent/events',
    query: event.ListEventsQuery,
    response: event.ListedEvents,
  }),
  publishEvent: route({
    method: 'POST',
    path: '/agent/events/:run_id',
    params: ofRun,
    body: event.PublishEvent,
    response: event.PublishedEvent,
  }),
  claimLease: route({
    method: 'POST',
    path: '/workers/leases',
    body: worker.ClaimLease,
    response: worker.ClaimedLease,
    access: 'owner',
  }),
  renewLease: route({
    method: 'POST',
    path: '/workers/leases/:execution_id/renew',
    params: ofExecution,
    body: worker.RenewLease,
    response: worker.RenewedLease,
    access: 'owner',
  }),
  reportExecution: route({
    method: 'POST',
    path: '/workers/leases/:execution_id/report',
    params: ofExecution,
    body: worker.ReportExecution,
    response: worker.ReportedExecution,
    access: 'owner',
  }),
  appendOutput: route({
    method: 'POST',
    path: '/workers/leases/:execution_id/output',
    params: ofExecution,
    body: worker.AppendOutput,
    response: Empty,
    access: 'owner',
  }),
  capabilities: route({ method: 'GET', path: '/capabilities', response: service.Capabilities }),
  health: route({ method: 'GET', path: '/health', response: service.Health }),
} satisfies Record<string, Route>

export type Routes = typeof routes
export type RouteName = keyof Routes

/** The streams: server-sent events, read by `followStream`. */
export const streamPaths = {
  events: '/agent/events/stream',
  output: '/agent/runs/:run_id/output/stream',
} as const

/** Where the API lives below a server's address. */
export const apiBase = '/api/v1'
