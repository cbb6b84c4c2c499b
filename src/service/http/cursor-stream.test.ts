import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { streamSilenceMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { CursorStream, type StreamSource } from './cursor-stream.ts'

/** A reader whose socket is full when the test says so. */
class Reader extends EventEmitter {
  readonly written: string[] = []
  isFull = false
  destroyed = false
  writableEnded = false
  readonly socket = this
  setKeepAlive(): void {}
  removeHeader(): void {}
  writeHead(): void {}
  write(text: string): boolean {
    this.written.push(text)
    return !this.isFull
  }
  end(): void {
    this.writableEnded = true
  }
  destroy(): void {
    this.destroyed = true
  }
}

const open = () => {
  const log: number[] = []
  const listeners = new Set<(items: readonly number[]) => void>()
  const source: StreamSource<number> = {
    after: (position, limit) => log.filter((item) => item > position).slice(0, limit),
    lagged: (position, isSlow) => (isSlow === 'slow' ? { text: `slow at ${position}`, position } : null),
    hear: (hears) => {
      listeners.add(hears)
      return { dispose: () => void listeners.delete(hears) }
    },
    positionOf: (item) => item,
    render: (items) => items.map((item) => `<${item}>`).join(''),
    renderShared: (items) => items.map((item) => `<${item}>`).join(''),
  }
  const reader = new Reader()
  const clock = new FakeClock()
  const stream = new CursorStream(source, reader as unknown as ServerResponse, clock, 0) // the part of it that is used
  stream.begin()
  const append = (...items: number[]): void => {
    log.push(...items)
    for (const hears of [...listeners]) hears(items)
  }
  return { append, reader, clock, stream, listeners }
}

test('a reader whose socket is full is not written to; drained, it is told that it is slow and goes on without a gap', () => {
  const { append, reader, clock, stream, listeners } = open()
  append(1)
  reader.isFull = true
  append(2)
  expect(listeners.size).toBe(0)
  append(3)
  append(4, 5)
  stream.beat()
  expect(reader.written.slice(1)).toEqual(['<1>', '<2>'])
  reader.isFull = false
  reader.emit('drain')
  append(6)
  expect(reader.written.slice(1)).toEqual(['<1>', '<2>', 'slow at 2', '<3><4><5>', '<6>'])
  expect([listeners.size, clock.pendingTimers]).toEqual([1, 0])
})

test('a reader that never reads again is cut', async () => {
  const { append, reader, clock } = open()
  reader.isFull = true
  append(1)
  await clock.turn(streamSilenceMs)
  expect(reader.destroyed).toBe(true)
})
