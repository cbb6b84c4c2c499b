import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import {
  bodyWithinMs,
  connectionsLookMs,
  connectionsMax,
  headersWithinMs,
  requestWithinMs,
} from '../../shared/http-limits.ts'
import type { Log } from '../log.ts'
import type { App } from './app.ts'
import { answerUnparsed } from './unparsed.ts'

/** What a connection may cost before anybody knows whose it is. */
export type ConnectionBounds = {
  readonly headersMs: number
  readonly bodyMs: number
  readonly connectionsMax: number
  /** How often late requests are looked for. */
  readonly lookMs: number
}
export const connectionBounds: ConnectionBounds = {
  headersMs: headersWithinMs,
  bodyMs: bodyWithinMs,
  connectionsMax,
  lookMs: connectionsLookMs,
}

/** An HTTP server that does not listen yet. */
export function openServer(fetch: App['fetch'], bounds: ConnectionBounds, log: Log): Server {
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      headersTimeout: bounds.headersMs,
      requestTimeout: requestWithinMs,
      connectionsCheckingInterval: bounds.lookMs,
      keepAliveTimeout: 65_000, // longer than any client keeps an idle connection, so that none is closed under it
    },
  }) as Server // HTTP/1 is the adaptor's default
  server.maxConnections = bounds.connectionsMax
  let isFull = false
  server.on('connection', () => void (isFull = false))
  server.on('drop', () => {
    if (!isFull)
      log({ level: 'warning', event: 'connection-refused', because: `${bounds.connectionsMax} are open` })
    isFull = true
  })
  answerUnparsed(server, log)
  return server
}
