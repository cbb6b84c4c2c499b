import { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import { err, ok, type Result } from '../../kernel/result.ts'
import { requestRetryDelayMs, requestTimeoutMs } from '../../limits.ts'
import { Problem, type ProblemCode } from './problem.ts'
import { readRetryAfter } from './retry-after.ts'
import type { Route } from './route.ts'
import type { RouteName, Routes } from './routes.ts'

/** Why a request has no answer. `unknown-outcome` may have been carried out: repeat it with the same key only. */
export type RequestFailure =
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly status: number
      readonly message: string
      readonly retryable: boolean
      readonly retryAfterMs: number | null
    }
  | { readonly kind: 'unreachable'; readonly message: string }
  | { readonly kind: 'timed-out'; readonly message: string }
  | { readonly kind: 'bad-answer'; readonly message: string }

/** The part of `fetch` that is used, so that `shared` needs neither DOM nor Node. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal?: never },
) => Promise<{
  status: number
  headers: { get: (name: string) => string | null }
  text: () => Promise<string>
}>

// `never` fits every `fetch`'s own AbortSignal type, of which `shared` knows none.
declare const crypto: { readonly randomUUID: () => string }
declare const AbortController: new () => { readonly signal: never; abort: () => void }

export type ApiClientOptions = {
  /** Asked at each attempt: an embedded service may come back on another port. Ends in `/api/v1`. */
  readonly address: () => string | Promise<string>
  readonly token: () => string | Promise<string>
  readonly fetch: Fetch
  readonly clock: Clock
  /** Bound of one request, all attempts together; 15 s when absent. */
  readonly timeoutMs?: number
}

type In<Schema> = Schema extends z.ZodType ? z.input<Schema> : never
type Out<Schema> = Schema extends z.ZodType ? z.output<Schema> : never
/** What a call takes: path parameters, query and body in one object each, and the key of a repeatable POST. */
export type CallInput<Name extends RouteName> = {
  readonly params?: In<Routes[Name]['params']>
  readonly query?: In<Routes[Name]['query']>
  readonly body?: In<Routes[Name]['body']>
  /** Makes a repeat harmless over several calls; a call by itself is always repeated under one key of its own. */
  readonly idempotencyKey?: string
}
export type CallOutput<Name extends RouteName> = Out<Routes[Name]['response']>

/** Asks for some of the routes. */
export type ClientOf<Known extends RouteName> = {
  readonly call: <Name extends Known>(
    name: Name,
    input?: CallInput<Name>,
  ) => Promise<Result<CallOutput<Name>, RequestFailure>>
}
export type ApiClient = ClientOf<RouteName>

/**
 * A typed client of the routes that it is given: making the schemas of all costs a process that asks two questions and
 * ends more than the questions. An unreachable service is asked again until the bound is reached; answers are parsed.
 */
export function createClientOf<Known extends RouteName>(
  table: Pick<Routes, Known>,
  options: ApiClientOptions,
): ClientOf<Known> {
  const routes: Readonly<Record<Known, Route>> = table
  const { clock, timeoutMs = requestTimeoutMs } = options
  const attempt = async (name: Known, input: CallInput<RouteName>, deadline: number) => {
    const controller = new AbortController()
    let isTimedOut = false
    const timer = clock.after(Math.max(0, deadline - clock.now()), () => {
      isTimedOut = true
      controller.abort()
    })
    try {
      const route = routes[name]
      const url = `${await options.address()}${fillPath(route.path, input.params ?? {})}${queryString(input.query ?? {})}`
      const headers: Record<string, string> = {
        authorization: `Bearer ${await options.token()}`,
        accept: 'application/json',
      }
      if (input.body !== undefined || route.method !== 'GET') headers['content-type'] = 'application/json'
      if (input.idempotencyKey) headers['idempotency-key'] = input.idempotencyKey
      const body = route.method === 'GET' ? {} : { body: JSON.stringify(input.body ?? {}) }
      const response = await options.fetch(url, {
        method: route.method,
        headers,
        ...body,
        signal: controller.signal,
      })
      const answer = { status: response.status, text: await response.text() }
      return readAnswer({ name, ...route }, answer, readRetryAfter(response.headers, clock.now()))
    } catch (error) {
      const message = error instanceof Error ? rootMessage(error) : String(error)
      return err<RequestFailure>(
        isTimedOut
          ? { kind: 'timed-out', message: `no answer within ${timeoutMs} ms` }
          : { kind: 'unreachable', message },
      )
    } finally {
      timer.dispose()
    }
  }
  const call = async (
    name: Known,
    input: CallInput<RouteName> = {},
  ): Promise<Result<unknown, RequestFailure>> => {
    const deadline = clock.now() + timeoutMs
    // A connection that broke says nothing about what was carried out: the repeat must be known as one.
    const isKeyed = routes[name].method === 'GET' || input.idempotencyKey !== undefined
    const keyed = isKeyed ? input : { ...input, idempotencyKey: crypto.randomUUID() }
    for (;;) {
      const result = await attempt(name, keyed, deadline)
      if (result.ok || result.error.kind !== 'unreachable') return result
      if (clock.now() + requestRetryDelayMs >= deadline) return result
      await new Promise<void>((resolve) => void clock.after(requestRetryDelayMs, resolve))
    }
  }
  return { call: call as ClientOf<Known>['call'] } // the answer was parsed with the route's own response schema
}

function readAnswer(
  { name, response }: Pick<Route, 'response'> & { readonly name: string },
  { status, text }: { readonly status: number; readonly text: string },
  retryAfterMs: number | null,
): Result<unknown, RequestFailure> {
  const json = parseJson(text)
  if (status >= 200 && status < 300) {
    const parsed = response.safeParse(text === '' ? undefined : json.ok ? json.value : text)
    if (parsed.success) return ok(parsed.data)
    return err({ kind: 'bad-answer', message: `${name}: ${z.prettifyError(parsed.error)}` })
  }
  const problem = Problem.safeParse(json.ok ? json.value : undefined)
  return err({
    kind: 'refused',
    status,
    code: problem.success ? codeOf(problem.data) : 'internal_error',
    message: problem.success ? problem.data.error : `the service answered ${status}`,
    retryable: problem.success ? problem.data.retryable : status === 408 || status === 429 || status >= 500,
    retryAfterMs,
  })
}

const codeOf = (problem: Problem): ProblemCode | (string & {}) =>
  problem.type.split('/').at(-1) ?? 'internal_error'

const parseJson = (text: string): Result<unknown, 'not-json'> => {
  try {
    return ok(JSON.parse(text))
  } catch {
    return err('not-json') // the caller says what that means
  }
}

const fillPath = (path: string, params: object): string =>
  Object.entries(params).reduce(
    (filled, [key, value]) => filled.replace(`:${key}`, encodeURIComponent(String(value))),
    path,
  )

/** `?a=1&a=2` for arrays, `?a[b]=1` for records; absent values are left out. */
export const queryString = (query: object): string => {
  const flat = Object.entries(query).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([inner, one]): [string, unknown] => [`${key}[${inner}]`, one])
      : [[key, value] as [string, unknown]],
  )
  const pairs = flat.flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(String(one))}`),
  )
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

const rootMessage = (error: Error): string =>
  error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message

/** How long the answer asked not to be asked again. */
export const retryAfterOf = (failure: RequestFailure): number | null =>
  failure.kind === 'refused' ? failure.retryAfterMs : null

/** A failure in one line for people: what happened and what to do. */
export function describeFailure(failure: RequestFailure): string {
  switch (failure.kind) {
    case 'refused':
      return failure.message
    case 'unreachable':
      return `the service cannot be reached (${failure.message}); is the app or \`reveille serve\` running?`
    case 'timed-out':
      return `the service gave no answer in time (${failure.message}); it may have carried the request out`
    case 'bad-answer':
      return `the service's answer could not be read (${failure.message}); the versions may differ`
  }
}
