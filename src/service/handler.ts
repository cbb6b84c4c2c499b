import type { z } from 'zod'
import type { RouteName, Routes } from '../shared/contract/api/routes.ts'
import type { Caller } from './caller.ts'
import type { Transaction } from './store/store.ts'

/** A request that was parsed and allowed, inside its transaction. */
export type Asked<Name extends RouteName> = {
  readonly tx: Transaction
  readonly caller: Caller
  /** The API's address as the caller spelled it, for links in answers. */
  readonly base: string
  readonly params: z.output<Routes[Name]['params']>
  readonly query: z.output<Routes[Name]['query']>
  readonly body: z.output<Routes[Name]['body']>
  /** The request's `Idempotency-Key`, for routes that know a repeated request by what they made. */
  readonly idempotencyKey: string | null
}

/** Answers one route; throws `Refusal`. The answer has the shape of the route's response. */
export type Handler<Name extends RouteName> = (asked: Asked<Name>) => z.input<Routes[Name]['response']>
/** Every route but the long poll, which holds no transaction while it waits. */
export type HandledRoute = Exclude<RouteName, 'claimLease'>
export type Handlers = { readonly [Name in HandledRoute]: Handler<Name> }
export type HandlersOf<Name extends HandledRoute> = Pick<Handlers, Name>
