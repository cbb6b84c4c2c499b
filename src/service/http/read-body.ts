import type { IncomingMessage } from 'node:http'
import { Refusal } from '../refusal.ts'

/** The text of a request's body. */
export const readBody = async (incoming: IncomingMessage, bytesMax: number): Promise<string> =>
  (await readBytes(incoming, bytesMax)).toString('utf8')

/** The body as it was sent; refuses with 413 as soon as it is too large, whatever its length was said to be. */
export function readBytes(incoming: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge(bytesMax))
  return new Promise((resolve, reject) => {
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
  })
}

const tooLarge = (bytesMax: number): Refusal =>
  new Refusal('request_too_large', `a request has at most ${bytesMax} bytes`)
