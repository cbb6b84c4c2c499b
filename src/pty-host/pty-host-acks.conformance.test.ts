import { expect, test } from 'vitest'
import { TerminalId } from '../shared/domain/ids.ts'
import { ackEveryBytes } from '../shared/limits.ts'
import { skipHighBytes, skipLowBytes } from '../shared/terminal-limits.ts'
import { makeHostFolder, openRealHost, testEnvironment } from '../testing/real-pty-host.ts'

const id = TerminalId.parse('t-1')

test.for([1, skipLowBytes + 1, ackEveryBytes - 1])(
  'a page that is shown a flood acknowledges it in any pieces, the last of %i bytes, and is shown its end',
  { timeout: 20_000 },
  async (last) => {
    const host = await openRealHost(makeHostFolder())
    await host.note(id, 'begins')
    let owed = 0
    const flood = () =>
      host.spawn({
        terminalId: id,
        argv: ['/bin/bash', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x; echo; echo done; read'],
        ...{ cwd: '/tmp', env: testEnvironment, cols: 80, rows: 24 },
      })
    let tellFull = (): void => {}
    const full = new Promise<void>((resolve) => (tellFull = resolve))
    const end = new Promise<string>((resolve) => {
      const page = host.openAttachment(
        id,
        {
          onReplay: ({ part, owes, serialized }) => {
            if (part === undefined) void flood() // the first screen
            if (part === 'whole') resolve(Buffer.from(serialized).toString())
            page.ack(owes ?? 0)
          },
          onData: (bytes) => {
            owed += bytes.byteLength
            if (owed > skipHighBytes) tellFull()
          },
          onExit: () => {},
          onClosed: ({ message }) => resolve(message),
        },
        'skip',
      )
      void full.then(async () => {
        for (let asked = 0; asked < 100; asked += 1) await host.list() // all that was on its way has come
        page.ack(owed - last)
        page.ack(last)
      })
    })
    expect(await end).toContain('done')
  },
)
