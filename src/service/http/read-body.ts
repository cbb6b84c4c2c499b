import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { bodyWithinMs } from '../../shared/http-limits.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { Refusal } from '../refusal.ts'

/** The text of a request's body. What is no UTF-8 is refused, for it could only be kept as something else. */
export async function readBody(
  incoming: IncomingMessage,
  bytesMax: number,
  withinMs?: number,
): Promise<string> {
  const bytes = await readBytes(incoming, bytesMax, withinMs)
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new Refusal('invalid_request', 'the body is not UTF-8')
}

/**
 * The body as it was sent; refuses with 413 as soon as it is too large, whatever its length was said to be, and with 408
 * when it does not come whole in time (a socket knows only the machine's own time).
 */
export function readBytes(
  incoming: IncomingMessage,
  bytesMax: number,
  withinMs = bodyWithinMs,
): Promise<Buffer> {
  if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge(bytesMax))
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    // A refusal is made when it is needed: an error costs its stack, and every request has an end.
    const patience = systemClock.after(withinMs, () => reject(tooLate(withinMs)))
    const take = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes <= bytesMax) return void chunks.push(chunk)
      incoming.off('data', take) // the refusal is still to be answered on this connection
      patience.dispose()
      reject(tooLarge(bytesMax))
    }
    // Its sender hung up; nobody waits for the answer.
    const cut = (): void => {
      patience.dispose()
      reject(new Refusal('invalid_request', 'the request was cut off'))
    }
    incoming.on('data', take)
    incoming.once('error', cut)
    incoming.once('close', cut)
    incoming.once('end', () => {
      incoming.off('close', cut)
      patience.dispose()
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    })
  })
}

const tooLate = (withinMs: number): Refusal =>
  new Refusal('request_timeout', `a body comes whole within ${withinMs / 1_000} seconds`)
const tooLarge = (bytesMax: number): Refusal =>
  new Refusal('request_too_large', `a request has at most ${bytesMax} bytes`)
