import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { apiBase } from '../../shared/contract/api/api-base.ts'
import { routes, type RouteName } from '../../shared/contract/api/routes.ts'
import { idempotencyKeyCharsMax, requestBytesMax } from '../../shared/limits.ts'
import type { Credential } from '../caller.ts'
import type { Asked, Handler, Handlers } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import type { RememberedAnswer } from '../store/rows.ts'
import type { Store, Transaction } from '../store/store.ts'
import { requireAccess, type PathParams } from './access.ts'
import { callerOf, subjectOf } from './authenticate.ts'
import { idempotencyKey, jsonBody, parsePart, queryValues } from './parse.ts'
import { readBody } from './read-body.ts'

/** What is known of every request before it is looked at. */
export type Known = {
  traceId: string
  credential: Credential | null
  /** How long a body may take to come. */
  bodyMs: number
  route?: string
}
export type ServiceContext = Context<{ Bindings: HttpBindings; Variables: Known }>
export type Answer = {
  readonly status: number
  readonly text: string | null
  readonly kind: 'fresh' | 'remembered'
}
type AnswerOptions = { readonly store: Store; readonly ownerHash: string; readonly handlers: Handlers }

/**
 * What is not remembered for its idempotency key: routes whose second time is like the first by their own nature (a mark,
 * a renewal, an output's part, a take whose messages were not shown), and the ones whose answer holds a secret, which is
 * never kept. Everything else that changes something is.
 */
const unremembered: ReadonlySet<RouteName> = new Set([
  'readMessage',
  'markSurfaced',
  'markDelivered',
  'takeMailbox',
  'shownMailbox',
  'releaseMailbox',
  'setEventSequence',
  'putTranscript',
  'putTranscriptPart',
  'renewLease',
  'appendOutput',
  'claimLease',
  'issueToken',
  'createSource',
  'issueWorkerToken',
  'issueTicket',
])

/** What a request says, parsed with the schemas of its route. */
export async function parseRequest(name: RouteName, context: ServiceContext) {
  const route = routes[name]
  const text =
    route.method === 'GET' ? '' : await readBody(context.env.incoming, requestBytesMax, context.get('bodyMs'))
  return {
    params: parsePart(route.params, context.req.param()),
    query: parsePart(route.query, queryValues(context.req.queries())),
    body: parsePart(route.body, jsonBody(text, context.req.header('content-type'))),
    text,
  }
}

/** Answers one request in one transaction: who asks, may they, was it answered before, then the change itself. */
export async function answerRequest(
  name: keyof Handlers,
  context: ServiceContext,
  { store, ownerHash, handlers }: AnswerOptions,
): Promise<Answer> {
  const { text, ...parsed } = await parseRequest(name, context)
  const key = idempotencyKey(context.req.header('idempotency-key'), idempotencyKeyCharsMax)
  const handler = handlers[name] as Handler<RouteName> // the table is keyed by the name that chose the schemas
  const decide = (tx: Transaction): Answer => {
    const caller = callerOf(tx, ownerHash, context.get('credential'))
    requireAccess(tx, caller, name, parsed.params as PathParams) // all that a path can name
    const asked = {
      tx,
      caller,
      base: baseOf(context),
      idempotencyKey: key,
      ...parsed,
    } as unknown as Asked<RouteName> // parsed with this route's schemas
    if (key === null || unremembered.has(name)) return fresh(handler(asked))
    const hash = createHash('sha256').update(`${context.req.path}\n${text}`).digest('base64url')
    const known = tx.answers.find(key, name, subjectOf(caller))
    if (known !== null) return remembered(known, hash)
    const answer = fresh(handler(asked))
    tx.answers.remember(key, name, subjectOf(caller), {
      requestHash: hash,
      status: answer.status,
      body: answer.text,
    })
    return answer
  }
  return routes[name].method === 'GET' ? store.read(decide) : store.change(decide)
}

function fresh(value: unknown): Answer {
  const text = value === undefined ? null : JSON.stringify(value)
  return { status: text === null ? 204 : 200, text, kind: 'fresh' }
}

function remembered(known: RememberedAnswer, hash: string): Answer {
  if (known.requestHash !== hash)
    throw new Refusal('conflict', 'Idempotency-Key: it was used before, for another request', {
      retryable: false,
    })
  return { status: known.status, text: known.body, kind: 'remembered' }
}

/** The API's own address as the caller spelled it; the guard has looked at its `Host`. */
export function baseOf(context: ServiceContext): string {
  const scheme = context.req.header('x-forwarded-proto') === 'https' ? 'https' : 'http'
  return `${scheme}://${context.req.header('host')}${apiBase}`
}
