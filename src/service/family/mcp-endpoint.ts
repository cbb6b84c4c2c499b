import { z } from 'zod'
import { requestBytesMax, streamHeartbeatMs } from '../../shared/limits.ts'
import type { Handlers } from '../handler.ts'
import { askInside } from '../http/ask-inside.ts'
import { jsonBody } from '../http/parse.ts'
import type { RawHandlersOf } from '../http/raw.ts'
import { readBody } from '../http/read-body.ts'
import { describeError, type Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { familyWorld, type FamilyPlace } from './family-world.ts'
import { nameCall } from './lost-call.ts'
import type { OpenCalls } from './open-calls.ts'

const Id = z.union([z.string(), z.number()])
const Asked = z.object({ id: Id })
const isCall = z.object({ method: z.literal('tools/call') })
const Cancelled = z.object({
  method: z.literal('notifications/cancelled'),
  params: z.object({ requestId: Id }),
})

export type McpOptions = FamilyPlace & {
  readonly handlers: Handlers
  readonly calls: OpenCalls
  readonly version: string
  readonly log: Log
}

/**
 * The family's tools for the harness of one agent: MCP over streamable HTTP, without sessions. Each request is answered by
 * a server of its own, as an event stream that begins at once, so that a restart costs an agent no more than the calls
 * that were open, and no time-out of a client or a proxy ends a long wait.
 */
export const mcpEndpoint = (options: McpOptions): RawHandlersOf<'mcp'> => ({
  mcp: async ({ context, caller, base }) => {
    if (caller.kind !== 'run')
      throw new Refusal('not_authorized', 'the family’s tools are for agents: use the token of a run')
    const { runId } = caller.run
    const text = await readBody(context.env.incoming, requestBytesMax, context.get('bodyMs'))
    const message = jsonBody(text, context.req.header('content-type'))
    if (Array.isArray(message)) throw new Refusal('invalid_request', 'one message in a request')
    const cancelled = Cancelled.safeParse(message)
    if (cancelled.success) options.calls.cancel(runId, cancelled.data.params.requestId)
    const asked = Asked.safeParse(message)
    const call = options.calls.open(runId, asked.data?.id ?? null, context.env.outgoing)
    const ask = askInside(options, caller.credential, base)
    const world = familyWorld(options, call, { runId, credential: caller.credential, ask })
    const { createMcpHandler, familyServer } = await loaded()
    const handler = createMcpHandler(() => familyServer(options.version, world, call), {
      ...{ responseMode: 'sse', keepAliveMs: streamHeartbeatMs, maxSubscriptions: 1 },
      onerror: (error) =>
        options.log({ level: 'warning', event: 'mcp-refused', error: describeError(error), run_id: runId }),
    })
    const hungUp = new AbortController()
    call.signal.addEventListener('abort', () => {
      if (call.signal.reason === 'gone') hungUp.abort()
    })
    const request = new Request(context.req.url, {
      ...{ method: 'POST', headers: context.req.header(), signal: hungUp.signal },
    })
    const response = await handler.fetch(request, { parsedBody: message })
    return isCall.safeParse(message).success && asked.success ? nameCall(response, asked.data.id) : response
  },
})

/** Loaded by the first agent that asks: a service without agents does without it. */
const loaded = async () => ({
  ...(await import('@modelcontextprotocol/server')),
  ...(await import('./family-server.ts')),
})
