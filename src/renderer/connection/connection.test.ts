import { afterEach, expect, test } from 'vitest'
import type { AppView, ViewChange } from '../../shared/contract/app.ts'
import { TerminalId } from '../../shared/domain/ids.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import type { FakePort } from '../../testing/fake-app/browser.ts'
import { FakeMain } from '../../testing/fake-app/fake-main.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { reconnectAskMs } from '../limits.ts'
import { Connection } from './connection.ts'

let owned = new Disposables()
afterEach(() => {
  owned.dispose()
  owned = new Disposables()
})

/** A page's line to a scripted main; `open` is what the preload would do. */
function connect() {
  const main = new FakeMain(scenarioView('family', 'dark', 1_800_000_000_000))
  const clock = new FakeClock()
  const told = { states: [] as string[], views: [] as AppView[], asked: 0 }
  const connection = new Connection({ clock, ask: () => (told.asked += 1) })
  connection.onView((view) => told.views.push(view))
  connection.onState((state) => told.states.push(state))
  const open = (): void => {
    const { port1, port2 } = new MessageChannel()
    owned.add({ dispose: () => port1.close() })
    main.serve(port1 as unknown as FakePort) // Node's port has what a browser's has
    connection.usePort(port2)
  }
  const next = (state: 'connected' | 'reconnecting') =>
    new Promise<void>((resolve) => {
      const once = connection.onState((now) => {
        if (now !== state) return
        once.dispose()
        resolve()
      })
    })
  return { main, clock, connection, told, open, next }
}

test('it asks for a port until one comes', async () => {
  const { clock, connection, told } = connect()
  connection.start()
  await clock.turn(reconnectAskMs * 2)
  expect(told.asked).toBe(3)
})

test('a port brings the view, and each change after it', async () => {
  const { main, connection, told, open, next } = connect()
  open()
  await next('connected')
  expect(told.views).toEqual([main.view])
  const changed = new Promise<ViewChange>((resolve) => connection.onChange(resolve))
  main.change({ wakesThisHour: 41 })
  expect(await changed).toEqual({ parts: { wakesThisHour: 41 }, agents: [], order: null })
})

test('when main goes away it says so, asks again, and shows what the new main tells', async () => {
  const { main, connection, told, open, next } = connect()
  open()
  await next('connected')
  const lost = next('reconnecting')
  main.hangUp()
  await lost
  expect(told.asked).toBe(1)
  await expect(connection.call('getView', undefined)).rejects.toMatchObject({ code: 'closed' })
  main.view = { ...main.view, wakesThisHour: 7 }
  open()
  await next('connected')
  expect(told.views.at(-1)?.wakesThisHour).toBe(7)
  expect(told.states).toEqual(['connected', 'reconnecting', 'connected'])
})

test('a stream belongs to the request that asked for it', async () => {
  const { connection, open, next } = connect()
  open()
  await next('connected')
  const firstWords = async (terminal: string): Promise<unknown> => {
    const port = await connection.openStream({ kind: 'terminal', terminalId: TerminalId.parse(terminal) })
    owned.add({ dispose: () => port.close() })
    return new Promise((resolve) => {
      port.addEventListener('message', ({ data }: MessageEvent<{ kind: string; data: Uint8Array }>) =>
        resolve({ ...data, data: new TextDecoder().decode(data.data) }),
      )
      port.start()
    })
  }
  const [docs, shell] = await Promise.all([firstWords('term-pane-2'), firstWords('shell-1')])
  expect(docs).toMatchObject({ kind: 'replay', data: expect.stringContaining('npm publish') })
  expect(shell).toMatchObject({ kind: 'replay', data: expect.stringContaining('git status') })
})

test('a refusal arrives with main’s words', async () => {
  const { connection, open, next } = connect()
  open()
  await next('connected')
  const refused = connection.call('followUp', {
    conversationId: scenarioView('family', 'dark', 0).agents[3]?.conversationId ?? expect.fail('no api'),
    message: 'please refuse',
  })
  await expect(refused).rejects.toMatchObject({ code: 'timeout' })
})
