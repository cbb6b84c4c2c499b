import {
  terminalMarkerVariable,
  type FloodWish,
  type ProcessExit,
  type SpawnRequest,
  type Spawned,
  type TerminalSummary,
} from '../shared/contract/host.ts'
import { WireError } from '../shared/contract/wire.ts'
import type { TerminalId } from '../shared/domain/ids.ts'
import { Disposables, type Disposable } from '../shared/kernel/disposables.ts'
import { Announcements } from './announcements.ts'
import { Audience } from './audience.ts'
import { BoundedStrings } from './bounded-strings.ts'
import { endTree, sweepStrays } from './end-tree.ts'
import { ProcessFlow } from './process-flow.ts'
import { checkLaunch } from './launch-check.ts'
import type { HistoryFacts } from './history/history-format.ts'
import { leaveProgramModes, sanitizeNote } from './note-text.ts'
import { OutputGate } from './output-gate.ts'
import { MarksToPut } from './place-marks.ts'
import { sightProcess } from './process-table.ts'
import type { RemoteScreen } from './screens/remote-screen.ts'
import type { TerminalDeps } from './terminal-deps.ts'
import {
  describeHistory,
  describeTerminal,
  factsOf,
  freshFacts,
  isLiving,
  type Life,
} from './terminal-facts.ts'
import type { ViewerLine } from './viewer-line.ts'
import { Viewer } from './viewer.ts'
import { showsOf } from './viewer-shows.ts'

/** One screen, the process that runs on it if any, and those who watch it. */
export class Terminal implements Disposable {
  readonly #id: TerminalId
  readonly #deps: TerminalDeps
  readonly #owned = new Disposables()
  readonly #screen: RemoteScreen
  readonly #gate: OutputGate
  readonly #marks: MarksToPut
  readonly #announcements: Announcements
  /** Those who watch it. */
  readonly audience = this.#owned.add(new Audience(({ cols, rows }) => this.resize(cols, rows)))
  readonly #isRestored: boolean
  #life: Life = { kind: 'empty' }
  #facts = freshFacts
  readonly #flow = new ProcessFlow(() => {
    return { unparsedBytes: this.#screen.unparsedBytes, viewers: this.audience }
  })
  #swept: Promise<void> = Promise.resolve() // what an ended process left is gone: a new one must not meet its ghost
  #isForgotten = false // while a spawn was on its way
  #isKilled = false // a kill of the living process was asked for, and sweeps by itself

  constructor(options: {
    readonly id: TerminalId
    readonly saved: HistoryFacts | null
    readonly deps: TerminalDeps
  }) {
    const { id, saved, deps } = options
    this.#id = id
    this.#deps = deps
    this.#isRestored = saved !== null
    if (saved) this.#facts = factsOf(saved)
    if (saved?.exit) this.#life = { kind: 'exited', exit: saved.exit }
    const { clock, feeds } = deps
    this.#announcements = this.#owned.add(new Announcements({ id, clock, feeds, title: saved?.title ?? '' }))
    this.#screen = this.#owned.add(deps.openScreen(id, describeHistory(this.#described)))
    this.#gate = new OutputGate({
      emit: (bytes) => this.#emit(bytes),
      place: (use) => this.#screen.place(use),
    })
    this.#marks = new MarksToPut(this.#gate)
    this.#listenToScreen()
  }

  get isAlive(): boolean {
    return isLiving(this.#life)
  }

  get summary(): TerminalSummary {
    return describeTerminal({ ...this.#described, isRestored: this.#isRestored })
  }

  async spawn(request: SpawnRequest): Promise<Spawned> {
    if (this.isAlive) throw new WireError('already-alive', `a process lives on terminal ${this.#id}`)
    checkLaunch(request)
    const before = this.#life
    this.#life = { kind: 'starting' }
    try {
      if (this.#facts.incarnation > 0) await this.#leaveLastProgram()
      else this.resize(request.cols, request.rows) // whoever looks at it gives it a size once, not for each process
      await this.#swept
      if (this.#isForgotten) throw new Error('it was forgotten meanwhile')
      return this.#start(request)
    } catch (error) {
      this.#life = before
      throw new WireError('spawn-failed', `cannot start ${request.argv[0]}: ${String(error)}`)
    }
  }

  /** Spawns wait for this sweep. */
  sweptAfter(sweep: Promise<void>): void {
    this.#swept = sweep
  }

  write(data: string | Uint8Array): void {
    if (this.#life.kind !== 'alive') throw this.#notAlive()
    this.#facts = { ...this.#facts, lastInputAt: this.#deps.clock.now() }
    if (!this.#life.process.write(data))
      throw new WireError('not-reading', `the process on terminal ${this.#id} reads nothing`)
  }

  resize(cols: number, rows: number): void {
    if (cols === this.#facts.cols && rows === this.#facts.rows) return
    this.#facts = { ...this.#facts, cols, rows }
    this.#screen.resize(cols, rows)
    this.audience.resized(cols, rows)
    if (this.#life.kind === 'alive') this.#life.process.resize(cols, rows)
  }

  /** Ends the process and its whole tree. Resolves when that is done. */
  async kill(graceMs: number): Promise<void> {
    if (this.#life.kind !== 'alive') throw this.#notAlive()
    const { process: ptyProcess, sighting } = this.#life
    const marker = this.#marker
    this.#isKilled = true
    const seen = await sighting
    const root = seen.kind === 'gone' ? null : { pid: ptyProcess.pid, startTime: seen.startTime }
    await endTree({ root, marker, hostPid: process.pid }, { graceMs, clock: this.#deps.clock })
  }

  /** Writes a line of ours onto the screen. */
  note(text: string): void {
    this.#gate.compose(({ isAlternate, isLineStart }) => {
      const leave = this.isAlive ? '' : leaveProgramModes({ isAlternate })
      return `${leave}${isLineStart ? '' : '\r\n'}${sanitizeNote(text)}\x1b[0m\r\n`
    })
  }

  /** Marks the place that it has reached; before its first process, when that starts. */
  mark(name: number): void {
    this.#marks.add(name)
    if (this.#life.kind !== 'empty') this.#marks.put()
  }

  /** Adds a viewer: it gets the screen as it is after everything that was put out so far, then all that follows. */
  attach(
    line: ViewerLine,
    options: { readonly flood: FloodWish; readonly isToldOfControl: boolean },
  ): Viewer {
    const shows = showsOf(this.#screen, {
      isThere: () => this.audience.has(viewer),
      describe: () => ({ isRestored: this.#isRestored, isAlive: this.isAlive }),
    })
    const viewer = new Viewer({
      ...{ line, clock: this.#deps.clock, ...options },
      capture: shows.capture,
      isHeldUp: () => this.#flow.isPaused,
      onRelieved: () => this.#adjustFlow(),
    })
    this.#gate.inOrder(() => {
      if (viewer.isDisposed) return
      this.audience.add(viewer)
      if (options.flood === 'skip') shows.front((replay) => viewer.preview(replay))
      shows.capture('whole', (replay, unfinished) => viewer.begin(replay, unfinished))
    })
    return viewer
  }

  /** What a viewer typed, in order behind its replay; dropped while another one types, and where nobody reads it. */
  typed(viewer: Viewer, input: Uint8Array): void {
    viewer.whenBegun(() => {
      if (this.#life.kind !== 'alive' || !this.audience.typed(viewer)) return
      this.#facts = { ...this.#facts, lastInputAt: this.#deps.clock.now() }
      this.#life.process.write(input)
    })
  }

  detach(viewer: Viewer): void {
    this.audience.remove(viewer)
    this.#adjustFlow()
  }

  /** Resolves when everything so far is on disk. */
  saveScreen(): Promise<void> {
    return new Promise((resolve) => this.#gate.inOrder(() => void this.#screen.settle().then(resolve)))
  }

  /** Ends it and removes its history. */
  async forget(): Promise<void> {
    await this.#screen.forget()
    this.dispose()
  }

  dispose(): void {
    this.#isForgotten = true
    this.#owned.dispose()
  }

  get #marker(): string {
    return this.#deps.markerOf(this.#id, this.#facts.incarnation)
  }

  get #described() {
    return { id: this.#id, facts: this.#facts, life: this.#life, title: this.#announcements.title }
  }

  #notAlive(): WireError {
    return new WireError('not-alive', `no process lives on terminal ${this.#id}`)
  }

  #leaveLastProgram(): Promise<void> {
    this.#gate.compose(
      ({ isAlternate, isLineStart }) => leaveProgramModes({ isAlternate }) + (isLineStart ? '' : '\r\n'),
    )
    return new Promise((resolve) => this.#gate.inOrder(resolve))
  }

  #start(request: SpawnRequest): Spawned {
    const { cols, rows, incarnation: last } = this.#facts
    const incarnation = last + 1
    const marker = this.#deps.markerOf(this.#id, incarnation)
    const env = { TERM: 'xterm-256color', ...request.env, [terminalMarkerVariable]: marker }
    const ptyProcess = this.#deps.spawnPty({ ...request, env, cols, rows })
    this.#facts = { ...this.#facts, incarnation, cwd: request.cwd, argv0: request.argv[0] ?? null }
    this.#flow.begin()
    this.#isKilled = false
    const sighting = sightProcess(ptyProcess.pid, process.platform)
    this.#life = { kind: 'alive', process: ptyProcess, sighting }
    this.#marks.put()
    const bounded = new BoundedStrings()
    ptyProcess.onData((bytes) => {
      this.#gate.output(bounded.take(bytes))
      this.#marks.put()
    })
    ptyProcess.onExit((exit) =>
      this.#gate.inOrder(() => this.#screen.whenParsed(() => this.#exited(exit, incarnation))),
    )
    this.#deps.onLivesChanged()
    this.#keepFacts()
    void this.#screen.settle() // a host that dies now knows of it and sweeps what it leaves
    return { incarnation, pid: ptyProcess.pid }
  }

  #exited(exit: ProcessExit, incarnation: number): void {
    const exited = { terminalId: this.#id, incarnation, ...exit }
    this.#life = { kind: 'exited', exit }
    this.#keepFacts()
    this.audience.exited(exited)
    this.#deps.feeds.exited(exited)
    this.#deps.onLivesChanged()
    // A program that ends by itself may leave a daemon on purpose; one that was killed left its tools by accident.
    if (exit.signal !== null && !this.#isKilled) this.#swept = sweepStrays(this.#marker, this.#deps)
  }

  #emit(bytes: Uint8Array): void {
    this.#facts = { ...this.#facts, lastOutputAt: this.#deps.clock.now() }
    this.#screen.feed(bytes)
    this.audience.output(bytes)
    this.#adjustFlow()
  }

  #adjustFlow(): void {
    if (this.#life.kind === 'alive') this.#flow.adjust(this.#life.process)
  }

  #listenToScreen(): void {
    const screen = this.#screen
    const listening = [
      screen.onParsed(() => this.#adjustFlow()),
      screen.onTitle((title) => {
        this.#announcements.titled(title)
        this.#keepFacts()
      }),
      screen.onBell(() => this.#announcements.rang()),
      screen.onSignal((signal) => this.#announcements.signalled(signal)),
      screen.onDirectory((cwd) => {
        if (cwd === this.#facts.cwd) return // a shell reports it at every prompt
        this.#facts = { ...this.#facts, cwd }
        this.#keepFacts()
        this.#deps.feeds.directoryChanged({ terminalId: this.#id, cwd })
      }),
      screen.onReply((reply) => {
        if (this.#life.kind === 'alive') this.#life.process.write(reply)
      }),
      screen.onTrouble((trouble) => this.#deps.onHistoryTrouble(this.#id, trouble)),
    ]
    for (const one of listening) this.#owned.add(one)
  }

  #keepFacts(): void {
    this.#screen.describe(describeHistory(this.#described))
  }
}
