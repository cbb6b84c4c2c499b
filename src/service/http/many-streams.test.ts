import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunId } from '../../shared/domain/ids.ts'
import { streamHeartbeatMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

const many = 500
let clock: FakeClock
let service: TestService
const sockets: Socket[] = []
beforeEach(async () => {
  clock = new FakeClock()
  service = await testService({ clock })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await service[Symbol.asyncDispose]()
})

/** A reader that counts what it hears, and no more: so many real ones would be what is measured. */
function listen(run: RunId): Promise<{ socket: Socket; heard: () => string }> {
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  let text = ''
  socket.on('error', () => {})
  socket.write(
    `GET /api/v1/agent/events/stream?run_ids=${run}&since=1 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${service.token}\r\n\r\n`,
  )
  return new Promise((resolve) => {
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes(': reveille')) resolve({ socket, heard: () => text })
    })
  })
}
const create = async (): Promise<RunId> =>
  (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
const streams = async (): Promise<number> => {
  const answer = await fetch(`${service.url}/metrics`, {
    headers: { authorization: `Bearer ${service.token}` },
  })
  return Number(/^reveille_streams(?:\{.*?\})? (\d+)/m.exec(await answer.text())?.[1])
}
const count = (text: string, what: string): number => text.split(what).length - 1

test('hundreds of readers with nothing to hear cost others nothing, hear that they live, and leave nothing behind', async () => {
  const quiet = await create()
  const busy = await create()
  const readers: Awaited<ReturnType<typeof listen>>[] = []
  for (let round = 0; round < many; round += 50)
    readers.push(...(await Promise.all(Array.from({ length: 50 }, () => listen(quiet)))))
  expect(await streams()).toBe(many)
  for (let index = 0; index < 100; index += 1)
    await service.owner.ask('publishEvent', { params: { run_id: busy }, body: { event_type: 'tick' } })
  expect(readers.every(({ heard }) => count(heard(), 'event:') === 0)).toBe(true)
  await clock.turn(streamHeartbeatMs)
  await expect
    .poll(() => readers.every(({ heard }) => count(heard(), ': beat') === 1), { timeout: 60_000 })
    .toBe(true)
  await service.owner.ask('publishEvent', { params: { run_id: quiet }, body: { event_type: 'tick' } })
  await expect
    .poll(() => readers.every(({ heard }) => count(heard(), 'event: tick') === 1), { timeout: 60_000 })
    .toBe(true)
  for (const { socket } of readers) socket.destroy()
  await expect.poll(streams, { timeout: 60_000 }).toBe(0)
}, 120_000)
