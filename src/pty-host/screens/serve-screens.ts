import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { screenCollectMs } from '../../shared/terminal-limits.ts'
import { ParseTurns } from '../parse-turns.ts'
import type { FromScreens, ScreenThreadOptions, ToScreens } from './screen-messages.ts'
import { Screen } from './screen.ts'

/** Serves screens on a port: what a thread of screens does. */
export function serveScreens(port: MessagePort, options: ScreenThreadOptions, clock: Clock): void {
  const screens = new Map<number, Screen>()
  const turns = new ParseTurns({ schedule: setImmediate, now: () => performance.now() })
  const tell = (message: FromScreens): void => port.postMessage(message, transferOf(message))
  const log = (line: string): void => tell({ log: line })
  let { colours } = options
  let collecting: Disposable | null = null
  const collect = (): void => {
    collecting = null
    globalThis.gc?.() // without `--expose-gc` it is collected when memory is needed
  }
  port.on('message', (told: ToScreens) => {
    if ('colours' in told) return void ({ colours } = told)
    const { screen: number, message } = told
    if (message.kind === 'open')
      screens.set(
        number,
        new Screen(message, {
          options,
          clock,
          turns,
          onLargeLetGo: () => (collecting ??= clock.after(screenCollectMs, collect)),
          colours: () => colours,
          log,
          tell: (said) => tell({ screen: number, message: said }),
        }),
      )
    else screens.get(number)?.take(message)
    if (message.kind === 'close') screens.delete(number)
  })
}

/** A screen moves to the other thread; it is a few megabytes. */
function transferOf(said: FromScreens): ArrayBuffer[] {
  if ('log' in said || said.message.kind !== 'answer' || said.message.answer === null) return []
  return 'serialized' in said.message.answer ? [said.message.answer.serialized.buffer] : []
}
