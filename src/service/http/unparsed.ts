import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { problemOf } from './problem-answer.ts'

/**
 * Answers what never became a request: bytes that are no HTTP, headers that are too large or do not come. Node would answer
 * with a bare status line; our clients read problem documents. Whoever is in the middle of an answer is cut.
 */
export function answerUnparsed(server: Server, log: Log): void {
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request, response) => void answering.set(request.socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = answering.get(socket)
    const isAnswered = answer !== undefined && answer.headersSent && !answer.writableFinished
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswered) return void socket.destroy()
    const { problem, headers } = problemOf(refusalOf(error), randomUUID(), '')
    const { instance: _none, ...told } = problem
    log({
      level: 'warning',
      event: 'request-refused',
      trace_id: told.trace_id,
      status: told.status,
      code: error.code,
    })
    const body = JSON.stringify(told)
    const lines = Object.entries({
      ...headers,
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
    })
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    socket.end(`HTTP/1.1 ${told.status} ${STATUS_CODES[told.status] ?? ''}\r\n${head}\r\n${body}`)
  })
}

function refusalOf({ code }: NodeJS.ErrnoException): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Refusal('headers_too_large', 'the address and the headers have at most 16 KiB')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Refusal('request_timeout', 'the request did not come whole in time')
  return new Refusal('invalid_request', 'this is not HTTP/1.1')
}
