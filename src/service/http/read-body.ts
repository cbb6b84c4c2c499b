import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { bodyWithinMs } from '../../shared/http-limits.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
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
  const late = new Refusal('request_timeout', `a body comes whole within ${withinMs / 1_000} seconds`)
  let patience: Disposable | null = null
  return new Promise<Buffer>((resolve, reject) => {
    patience = systemClock.after(withinMs, () => reject(late))
    const chunks: Buffer[] = []
    let bytes = 0
    const take = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes <= bytesMax) return void chunks.push(chunk)
      incoming.off('data', take) // the refusal is still to be answered on this connection
      reject(tooLarge(bytesMax))
    }
    incoming.on('data', take)
    incoming.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    // Its sender hung up; nobody waits for the answer.
    const cut = (): void => reject(new Refusal('invalid_request', 'the request was cut off'))
    incoming.once('error', cut)
    incoming.once('close', cut)
  }).finally(() => patience?.dispose())
}

const tooLarge = (bytesMax: number): Refusal =>
  new Refusal('request_too_large', `a request has at most ${bytesMax} bytes`)
