import { Worker } from 'node:worker_threads'
import type { TerminalColours } from '../../shared/contract/host.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { screenThreadLossesMax, screenThreadLossMs, screenYoungMb } from '../../shared/terminal-limits.ts'
import type { HistoryFacts } from '../history/history-format.ts'
import { RemoteScreen } from './remote-screen.ts'
import type { FromScreens, ScreenThreadOptions, ToScreens } from './screen-messages.ts'

type Thread = { worker: Worker; readonly screens: Map<number, RemoteScreen>; readonly lostAt: number[] }

/**
 * The threads in which screens are parsed, written down and kept on disk, so that the thread of the ptys only moves bytes.
 * A thread that dies is replaced, and its screens are read from their histories again; their processes notice nothing.
 */
export class ScreenThreads {
  readonly #entry: URL
  #options: ScreenThreadOptions
  readonly #threadsMax: number
  readonly #clock: Clock
  readonly #log: (line: string) => void
  readonly #threads: Thread[] = []
  #lastNumber = 0

  constructor(options: {
    readonly entry: URL // run in each thread; it calls `serveScreens`
    readonly options: ScreenThreadOptions
    readonly threadsMax: number
    readonly clock: Clock
    readonly log: (line: string) => void
  }) {
    this.#entry = options.entry
    this.#options = options.options
    this.#threadsMax = options.threadsMax
    this.#clock = options.clock
    this.#log = options.log
  }

  /** Starts the first thread, so that it stands when the first terminal needs it. */
  warmUp(): void {
    if (this.#threads.length === 0) this.#add()
  }

  /** How all screens look from now on, as programs that ask are told. */
  colour(colours: TerminalColours): void {
    this.#options = { ...this.#options, colours }
    const told: ToScreens = { colours }
    for (const { worker } of this.#threads) worker.postMessage(told)
  }

  /** A terminal's screen, as its history has it or empty. */
  open(id: TerminalId, facts: HistoryFacts): RemoteScreen {
    const thread = this.#choose()
    const number = ++this.#lastNumber
    const screen = new RemoteScreen({
      id,
      facts,
      send: (message, transfer) => {
        const addressed: ToScreens = { screen: number, message }
        thread.worker.postMessage(addressed, transfer)
      },
      onClosed: () => thread.screens.delete(number),
    })
    thread.screens.set(number, screen)
    screen.open({ isFresh: false })
    return screen
  }

  /** The thread with the fewest screens; another one while there may be more. */
  #choose(): Thread {
    const least = this.#threads.toSorted((one, other) => one.screens.size - other.screens.size)[0]
    if (least && (least.screens.size === 0 || this.#threads.length >= this.#threadsMax)) return least
    return this.#add()
  }

  #add(): Thread {
    const thread: Thread = { worker: this.#start(), screens: new Map(), lostAt: [] }
    this.#listen(thread)
    this.#threads.push(thread)
    return thread
  }

  #start(): Worker {
    return new Worker(this.#entry, {
      workerData: this.#options,
      stdout: false,
      resourceLimits: { maxYoungGenerationSizeMb: screenYoungMb },
    })
  }

  #listen(thread: Thread): void {
    const { worker } = thread
    worker.on('message', (message: FromScreens) => {
      if ('log' in message) this.#log(message.log)
      else thread.screens.get(message.screen)?.take(message.message)
    })
    worker.on('error', (error) => this.#log(`a thread of screens: ${error.stack ?? error.message}`))
    worker.on('exit', (code) => this.#replace(thread, code))
  }

  #replace(thread: Thread, code: number): void {
    const now = this.#clock.now()
    thread.lostAt.push(now)
    const recent = thread.lostAt.filter((at) => at > now - screenThreadLossMs).length
    // What kills every thread that reads it must not be read for ever.
    const isFresh = recent > screenThreadLossesMax
    this.#log(`a thread of screens ended with ${code}; ${thread.screens.size} screens go on in another one`)
    thread.worker = this.#start()
    this.#listen(thread)
    for (const screen of thread.screens.values()) screen.open({ isFresh })
  }
}
