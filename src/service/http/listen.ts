import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { readPrivateFile, writePrivateFile } from '../files/private-file.ts'
import { StartFailure } from '../start-failure.ts'

/**
 * Listens and answers the port. Port 0 means the last one if it is free, so that agents in panes find the service again
 * after a restart, else any.
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  lastPortFile: string,
): Promise<number> {
  const wished = port === 0 ? lastPort(lastPortFile) : port
  const taken = await tryPort(server, host, wished)
  if (taken !== null && port !== 0)
    throw new StartFailure(
      'port-taken',
      `port ${port} of ${host} cannot be used (${taken.message}). Choose another --port`,
      {
        cause: taken,
      },
    )
  const stillTaken = taken === null ? null : await tryPort(server, host, 0)
  if (stillTaken !== null) throw stillTaken
  const actual = (server.address() as AddressInfo).port // a TCP server that listens has one
  if (actual !== wished) writePrivateFile(lastPortFile, String(actual))
  return actual
}

function tryPort(server: Server, host: string, port: number): Promise<Error | null> {
  return new Promise((resolve) => {
    const failed = (error: Error): void => resolve(error)
    server.once('error', failed)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed)
      resolve(null)
    })
  })
}

function lastPort(file: string): number {
  const port = Number(readPrivateFile(file)?.trim() ?? 0)
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0
}
