import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ptyWaitingBytesMax } from '../shared/terminal-limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { PtyWriter } from './pty-writer.ts'

const megabyte = 1024 * 1024

/** Something that is full soon, as a pty is, and can be read. */
function pipe() {
  const folder = mkdtempSync(join(tmpdir(), 'pty-writer-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  onTestFinished(() => {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  })
  const read = (): Buffer => {
    const some = Buffer.alloc(megabyte)
    return some.subarray(0, readSync(fd, some))
  }
  return { fd, read }
}

test('what a program does not read yet waits, in order, and is not asked for without end', async () => {
  const clock = new FakeClock()
  const { fd, read } = pipe()
  const writer = new PtyWriter(fd, clock)
  const text = Array.from({ length: 40_000 }, (_, number) => `${number};`).join('')
  expect(writer.write(Buffer.from(text))).toBe(true)
  expect(writer.write(Buffer.from('end'))).toBe(true)
  expect(clock.pendingTimers).toBe(1)
  let got = ''
  while (got.length < text.length + 3) {
    got += read().toString()
    await clock.turn(50)
  }
  expect(got).toBe(`${text}end`)
  expect(clock.pendingTimers).toBe(0)
})

test('what waits is bounded: more is refused, and taken again when some was read', async () => {
  const clock = new FakeClock()
  const { fd, read } = pipe()
  const writer = new PtyWriter(fd, clock)
  const piece = Buffer.alloc(megabyte, 'x')
  let taken = 0
  while (writer.write(piece)) taken += 1
  expect(taken).toBe(ptyWaitingBytesMax / megabyte)
  for (let bytes = 0; bytes < megabyte; bytes += read().byteLength) await clock.turn(50)
  await clock.turn(50)
  expect(writer.write(piece)).toBe(true)
  writer.dispose()
  expect(clock.pendingTimers).toBe(0)
})
