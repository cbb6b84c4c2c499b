import { connect, type Socket } from 'node:net'

/** Bare readers of server-sent events: what is measured is the server, not a client's parser. */
export type SseReaders = {
  /** Called with each chunk of each reader's bytes. */
  onChunk: (chunk: Buffer, reader: number) => void
  readonly close: () => void
}

/** Opens `count` streams and resolves when each has got its headers. */
export async function openReaders(
  port: number,
  path: string,
  token: string,
  count: number,
): Promise<SseReaders> {
  const sockets: Socket[] = []
  const readers: SseReaders = {
    onChunk: () => {},
    close: () => sockets.forEach((socket) => socket.destroy()),
  }
  const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`
  const openOne = (index: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head)).setNoDelay(true)
      sockets.push(socket)
      socket.once('error', reject)
      socket.once('data', () => {
        socket.on('data', (chunk: Buffer) => readers.onChunk(chunk, index))
        resolve()
      })
    })
  for (let index = 0; index < count; index += 50)
    await Promise.all(Array.from({ length: Math.min(50, count - index) }, (_, n) => openOne(index + n)))
  return readers
}

/** How often `needle` stands in the chunk. */
export function countOf(chunk: Buffer, needle: string): number {
  let count = 0
  for (let at = chunk.indexOf(needle); at >= 0; at = chunk.indexOf(needle, at + needle.length)) count += 1
  return count
}
