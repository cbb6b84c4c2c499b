import type { z } from 'zod'
import { apiBase } from '../../shared/contract/api/api-base.ts'
import { rawRoutes, type RawRouteName } from '../../shared/contract/api/raw-routes.ts'
import type { Caller } from '../caller.ts'
import type { Store } from '../store/store.ts'
import { requireAccess } from './access.ts'
import { baseOf, type ServiceContext } from './answer.ts'
import type { App } from './app.ts'
import { callerOf } from './authenticate.ts'
import { parsePart, queryValues } from './parse.ts'

/** A streamed request that was parsed and allowed. */
export type RawAsked<Name extends RawRouteName> = {
  readonly context: ServiceContext
  readonly caller: Caller
  readonly base: string
  readonly params: z.output<(typeof rawRoutes)[Name]['params']>
  readonly query: z.output<(typeof rawRoutes)[Name]['query']>
}
/** The event streams have a way of their own, in `app.ts`. */
type Handled = Exclude<RawRouteName, 'streamEvents' | 'streamOutput'>
export type RawHandlers = {
  readonly [Name in Handled]: (asked: RawAsked<Name>) => Response | Promise<Response>
}
export type RawHandlersOf<Name extends Handled> = Pick<RawHandlers, Name>

/** Serves what is no JSON. */
export function serveRaw(
  app: App,
  { store, ownerHash, raw }: { readonly store: Store; readonly ownerHash: string; readonly raw: RawHandlers },
): void {
  for (const name of Object.keys(raw) as Handled[]) {
    // the table's own keys
    const route = rawRoutes[name]
    app.on(route.method, `${apiBase}${route.path}`, async (context) => {
      context.set('route', name)
      const params = parsePart(route.params, context.req.param())
      const query = parsePart(route.query, queryValues(context.req.queries()))
      const caller = store.read((tx) => {
        const found = callerOf(tx, ownerHash, context.get('credential'))
        requireAccess(tx, found, name, params)
        return found
      })
      const handler = raw[name] as (asked: unknown) => Response | Promise<Response> // its own route's parts follow
      return handler({ context, caller, base: baseOf(context), params, query })
    })
  }
}
