import type { IncomingMessage } from 'node:http'
import { Refusal } from '../refusal.ts'

/** The text of a request's body. */
export const readBody = async (incoming: IncomingMessage, bytesMax: number): Promise<string> =>
  (await readBytes(incoming, bytesMax)).toString('utf8')

/** The body as it was sent; refuses with 413 as soon as it is too large, whatever its length was said to be. */
export async function readBytes(incoming: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax)
  let bytes = 0
  // The refusal is still to be answered on this connection, so it must not be destroyed with the iterator.
  const body: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false })
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > bytesMax) throw tooLarge(bytesMax)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (bytesMax: number): Refusal =>
  new Refusal('request_too_large', `a request has at most ${bytesMax} bytes`)
