import { z } from 'zod'
import { RunId } from '../../domain/ids.ts'

/** One request of the HTTP API under `/api/v1`: what goes in, what comes out. Who may ask: `service/http/access.ts`. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly body: z.ZodType
  readonly response: z.ZodType
}

const none = z.object({})
/** No body, or none that is looked at. */
export const Empty = z.unknown().transform(() => undefined)
type Filled<Shape extends Partial<Route>> = {
  readonly method: Shape['method'] & Route['method']
  readonly path: Shape['path'] & string
  readonly params: Shape extends { params: infer Params extends z.ZodObject } ? Params : typeof none
  readonly query: Shape extends { query: infer Query extends z.ZodObject } ? Query : typeof none
  readonly body: Shape extends { body: infer Body extends z.ZodType } ? Body : typeof Empty
  readonly response: Shape extends { response: infer Response extends z.ZodType } ? Response : never
}

/** Describes one route; what is left out is empty. */
export const route = <const Shape extends Pick<Route, 'method' | 'path' | 'response'> & Partial<Route>>(
  shape: Shape,
) =>
  // The defaults are exactly what `Filled` says for what `shape` leaves out.
  ({ params: none, query: none, body: Empty, ...shape }) as unknown as Filled<Shape>

/** `:run_id` in the path. */
export const ofRun = z.object({ run_id: RunId })
