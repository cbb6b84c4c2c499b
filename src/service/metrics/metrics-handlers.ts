import { openApiDocument } from '../../shared/contract/api/openapi.ts'
import { accessTable, type AnyRouteName } from '../http/access-table.ts'
import type { RawHandlersOf } from '../http/raw.ts'
import type { Metrics } from './metrics.ts'

/** What the service tells of itself to programs that watch it, or that are made from its description. */
export function metricsHandlers(metrics: Metrics, version: string): RawHandlersOf<'metrics' | 'openapi'> {
  let described: string | null = null
  const describe = (): string =>
    JSON.stringify(openApiDocument(version, (name) => accessTable[name as AnyRouteName])) // the document's own names
  return {
    metrics: async ({ context }) =>
      context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
    openapi: ({ context }) =>
      context.body((described ??= describe()), 200, { 'content-type': 'application/json' }),
  }
}
