import { z } from 'zod'
import { mcpComeBackMs } from '../../shared/limits.ts'
import type { RequestId } from './open-calls.ts'

/** The id of the last event of an answer: nothing follows it, and whoever comes back after it is told so. */
const answered = 'answered'
const Id = z.union([z.string(), z.number()])
const Answer = z.object({ id: Id, method: z.undefined().optional() })

/**
 * Begins the stream of an answer with an event that names its call. A client whose connection breaks comes back with that
 * name (`Last-Event-ID`), and would otherwise wait for its own time-out, a day perhaps.
 */
export function nameCall(response: Response, id: RequestId): Response {
  if (response.body === null || !response.headers.get('content-type')?.startsWith('text/event-stream'))
    return response
  const name = `call-${Buffer.from(JSON.stringify(id)).toString('base64url')}`
  const decoder = new TextDecoder()
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
  const named = new TransformStream<Uint8Array, Uint8Array>({
    // Of a kind that no client takes for a message.
    start: (events) =>
      events.enqueue(encode(`event: call\nid: ${name}\nretry: ${mcpComeBackMs}\ndata: {}\n\n`)),
    // Each chunk is an event, or a comment.
    transform: (chunk, events) => {
      const [, data] = /^data: (.+)$/m.exec(decoder.decode(chunk)) ?? []
      const isAnswer = data !== undefined && Answer.safeParse(JSON.parse(data)).success
      if (isAnswer) events.enqueue(encode(`id: ${answered}\n`))
      events.enqueue(chunk)
    },
  })
  return new Response(response.body.pipeThrough(named), {
    status: response.status,
    headers: response.headers,
  })
}

/**
 * What a client is told that comes back for the answer to a call: it cannot be known here what became of it, because nothing
 * of a call outlives its connection. Null when it has had its answer, or comes for no call.
 */
export function lostAnswer(lastEventId: string | undefined): string | null {
  const [, name] = /^call-([A-Za-z0-9_-]{1,400})$/.exec(lastEventId ?? '') ?? []
  if (name === undefined) return null
  const id = Id.safeParse(parsed(Buffer.from(name, 'base64url').toString('utf8')))
  if (!id.success) return null
  const text =
    'The connection to the service broke while this call was open. It may have been carried out: look before you call again. A wait has to be called again.'
  const result = { content: [{ type: 'text', text }], isError: true }
  const message = JSON.stringify({ jsonrpc: '2.0', id: id.data, result })
  return `id: ${answered}\nevent: message\ndata: ${message}\n\n`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // none of our names
  }
}
