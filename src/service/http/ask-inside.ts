import type { CallInput, CallOutput } from '../../shared/contract/api/client.ts'
import { routes } from '../../shared/contract/api/routes.ts'
import type { Credential } from '../caller.ts'
import type { Asked, Handler, HandledRoute, Handlers } from '../handler.ts'
import type { Store, Transaction } from '../store/store.ts'
import { requireAccess, type PathParams } from './access.ts'
import { callerOf } from './authenticate.ts'
import { parsePart } from './parse.ts'

/** Asks one route; throws what the route refuses with. */
export type Ask = <Name extends HandledRoute>(
  name: Name,
  input?: CallInput<Name>,
) => Promise<CallOutput<Name>>

/**
 * Asks as a client would, without the wire: the same schemas, the same look at who asks and what they may, the same
 * transaction. Each request looks anew, so that a token that was revoked meanwhile is refused.
 */
export function askInside(
  { store, ownerHash, handlers }: { store: Store; ownerHash: string; handlers: Handlers },
  credential: Credential,
  base: string,
): Ask {
  const ask = async (name: HandledRoute, input: CallInput<HandledRoute> = {}): Promise<unknown> => {
    const route = routes[name]
    const parsed = {
      params: parsePart(route.params, input.params ?? {}),
      query: parsePart(route.query, input.query ?? {}),
      body: parsePart(route.body, input.body),
    }
    const handler = handlers[name] as Handler<HandledRoute> // the table is keyed by the name that chose the schemas
    const decide = (tx: Transaction): unknown => {
      const caller = callerOf(tx, ownerHash, credential)
      requireAccess(tx, caller, name, parsed.params as PathParams) // all that a path can name
      return handler({ tx, caller, base, idempotencyKey: null, ...parsed } as unknown as Asked<HandledRoute>) // its own parts
    }
    const answer = await (route.method === 'GET' ? store.read(decide) : store.change(decide))
    return route.response.parse(answer)
  }
  return ask as Ask // parsed with the route's own response schema
}
