import { z } from 'zod'
import { cliVersion } from '../version.ts'
import opening from './opening.json' with { type: 'json' }

const Id = z.union([z.string(), z.number()])
export type RequestId = z.infer<typeof Id>

/** What is done with a line that a harness has written. */
export type FrontDecision =
  | { readonly kind: 'answer'; readonly id: RequestId; readonly text: string }
  /** Nothing is to be answered; the server hears of it should it be needed. */
  | { readonly kind: 'keep' }
  /** Only the server knows: it is loaded, and everything from here on is its. */
  | { readonly kind: 'serve' }

const Asked = z.discriminatedUnion('method', [
  z.object({
    id: Id,
    method: z.literal('initialize'),
    params: z.looseObject({ protocolVersion: z.enum(opening.protocolVersions) }),
  }),
  z.object({
    id: Id,
    method: z.literal('tools/list'),
    params: z.looseObject({ cursor: z.undefined().optional() }).optional(),
  }),
  z.object({ id: Id, method: z.literal('ping') }),
  z.object({ id: z.undefined().optional(), method: z.literal('notifications/initialized') }),
])

/**
 * Answers the opening of a connection as the server would, word for word (a test compares them): most agents never call a
 * tool, and the server behind them costs twenty megabytes and a quarter of a second of a processor each. Whatever is not
 * exactly the opening is the server's.
 */
export function decideFront(line: string): FrontDecision {
  const asked = Asked.safeParse(parsed(line))
  if (!asked.success) return { kind: 'serve' }
  const { id, method } = asked.data
  switch (method) {
    case 'initialize': {
      const { protocolVersion } = asked.data.params
      const serverInfo = { name: 'reveille', version: cliVersion() }
      return answer(id, { protocolVersion, serverInfo, ...opening.initialize })
    }
    case 'tools/list':
      return answer(id, { tools: opening.tools })
    case 'ping':
      return answer(id, {})
    case 'notifications/initialized':
      return { kind: 'keep' }
  }
}

const answer = (id: RequestId, result: object): FrontDecision => ({
  kind: 'answer',
  id,
  text: JSON.stringify({ jsonrpc: '2.0', id, result }),
})

/** The request that a line of the server answers; null where it is none's answer. */
export function answeredBy(line: string): RequestId | null {
  const read = z.object({ id: Id, method: z.undefined().optional() }).safeParse(parsed(line))
  return read.success ? read.data.id : null
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null // the server says what is wrong with it
  }
}
