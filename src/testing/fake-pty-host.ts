import type {
  AttachmentHandlers,
  HostConnection,
  ProcessExit,
  PtyHost,
  SpawnRequest,
  TerminalColours,
  TerminalExited,
  TerminalSize,
  TerminalSummary,
} from '../shared/contract/host.ts'
import { WireError } from '../shared/contract/wire.ts'
import { placeMarkSequence } from '../shared/domain/place-mark.ts'
import type { ProgramSignal } from '../shared/domain/program-signal.ts'
import type { TerminalId } from '../shared/domain/ids.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { Emitter } from '../shared/kernel/emitter.ts'

/** A program of a test: what it does with the process it is given. */
export type FakeProgram = (process: FakeProcess) => void

/** A process on a fake terminal, as its program and the test see it. */
export type FakeProcess = {
  readonly request: SpawnRequest
  readonly incarnation: number
  readonly output: (text: string) => void
  readonly exit: (exit: ProcessExit) => void
  /** What is called with each input; set by the program. */
  onInput: (data: string) => void
  /** What a kill does; at first it ends the process with signal 15. */
  onKill: (graceMs: number) => void
}

type FakeTerminal = {
  readonly id: TerminalId
  readonly viewers: Set<AttachmentHandlers>
  process: (FakeProcess & { readonly pid: number }) | null
  screen: string
  summary: TerminalSummary
}

/** A pty host in memory: programs are functions by `argv[0]`, the screen is all text that was put out. */
export class FakePtyHost implements PtyHost {
  readonly #clock: Clock
  readonly #programs: Readonly<Record<string, FakeProgram>>
  readonly #terminals = new Map<TerminalId, FakeTerminal>()
  readonly #exits = new Emitter<TerminalExited>()
  readonly #titles = new Emitter<{ readonly terminalId: TerminalId; readonly title: string }>()
  readonly #directories = new Emitter<{ readonly terminalId: TerminalId; readonly cwd: string }>()
  readonly #storage = new Emitter<{ readonly problem: string | null }>()
  readonly #signals = new Emitter<{ readonly terminalId: TerminalId; readonly signal: ProgramSignal }>()
  readonly #bells = new Emitter<{ readonly terminalId: TerminalId }>()
  readonly #connections = new Emitter<HostConnection>()
  #nextPid = 1_000_000

  /** Every spawn that was asked for, oldest first. */
  readonly spawned: SpawnRequest[] = []
  /** Every input, oldest first. */
  readonly written: { readonly terminalId: TerminalId; readonly data: string }[] = []
  readonly onExited = this.#exits.event
  readonly onTitleChanged = this.#titles.event
  readonly onDirectoryChanged = this.#directories.event
  readonly onStorageChanged = this.#storage.event
  readonly onSignal = this.#signals.event
  readonly onBell = this.#bells.event
  readonly onConnectionChanged = this.#connections.event

  constructor(options: { readonly clock: Clock; readonly programs: Readonly<Record<string, FakeProgram>> }) {
    this.#clock = options.clock
    this.#programs = options.programs
  }

  readonly spawn: PtyHost['spawn'] = async (request) => {
    const known = this.#terminals.get(request.terminalId)
    if (known?.process)
      throw new WireError('already-alive', `a process lives on terminal ${request.terminalId}`)
    const program = this.#programs[request.argv[0] ?? '']
    if (!program) throw new WireError('spawn-failed', `there is no executable: ${request.argv[0]}`)
    this.spawned.push(request)
    const terminal = this.#getOrCreate(request.terminalId)
    const { cols, rows } = terminal.summary.incarnation > 0 ? terminal.summary : request
    const incarnation = terminal.summary.incarnation + 1
    const process = this.#makeProcess(terminal, request, incarnation)
    terminal.process = process
    const started = { incarnation, pid: process.pid, isAlive: true, exit: null, cwd: request.cwd, cols, rows }
    terminal.summary = { ...terminal.summary, ...started, argv0: request.argv[0] ?? null }
    queueMicrotask(() => program(process)) // as with a real one, the answer to spawn comes before its output
    return { incarnation, pid: process.pid }
  }

  readonly write: PtyHost['write'] = async (terminalId, data) => this.#write(terminalId, data)

  readonly resize: PtyHost['resize'] = async (terminalId, { cols, rows }) => {
    const terminal = this.#get(terminalId)
    if (terminal.summary.cols === cols && terminal.summary.rows === rows) return
    terminal.summary = { ...terminal.summary, cols, rows }
    const size: TerminalSize = { cols, rows }
    for (const viewer of terminal.viewers) viewer.onResized?.(size)
  }

  readonly kill: PtyHost['kill'] = async (terminalId, { graceMs }) => this.#living(terminalId).onKill(graceMs)

  readonly note: PtyHost['note'] = async (terminalId, text) => {
    const terminal = this.#getOrCreate(terminalId)
    const isLineStart = terminal.screen === '' || terminal.screen.endsWith('\n')
    this.#emit(terminal, `${isLineStart ? '' : '\r\n'}${text.replaceAll('\n', '\r\n')}\r\n`)
  }

  readonly mark: PtyHost['mark'] = async (terminalId, name) => {
    this.#emit(this.#getOrCreate(terminalId), placeMarkSequence(name))
  }

  /** What it was told last; its programs ask for nothing. */
  colours: TerminalColours | null = null
  readonly colour: PtyHost['colour'] = async (colours) => {
    this.colours = colours
  }

  readonly list: PtyHost['list'] = async () =>
    [...this.#terminals.values()].map((terminal) => terminal.summary)

  readonly forget: PtyHost['forget'] = async (terminalId) => {
    const terminal = this.#terminals.get(terminalId)
    this.#terminals.delete(terminalId)
    for (const viewer of terminal?.viewers ?? [])
      viewer.onClosed({ code: 'unknown-terminal', message: 'the terminal was forgotten' })
  }

  readonly shutdown: PtyHost['shutdown'] = async () => {
    for (const terminal of this.#terminals.values()) terminal.process?.exit({ exitCode: 0, signal: 15 })
    this.lose('the connection to the pty host ended')
  }

  readonly openAttachment: PtyHost['openAttachment'] = (terminalId, handlers) => {
    let isOpen = true
    queueMicrotask(() => {
      const terminal = this.#terminals.get(terminalId)
      if (!isOpen) return
      if (!terminal)
        return handlers.onClosed({ code: 'unknown-terminal', message: `there is no terminal ${terminalId}` })
      const { cols, rows, isRestored, isAlive } = terminal.summary
      terminal.viewers.add(handlers)
      handlers.onReplay({ cols, rows, isRestored, isAlive, serialized: Buffer.from(terminal.screen) })
    })
    return {
      ack: () => {},
      write: (data) => {
        if (isOpen && this.#terminals.get(terminalId)?.process) this.#write(terminalId, data)
      },
      resize: (size) => void this.resize(terminalId, size).catch(() => {}), // it was forgotten
      takeControl: () => handlers.onControl?.('mine'),
      dispose: () => {
        isOpen = false
        this.#terminals.get(terminalId)?.viewers.delete(handlers)
      },
    }
  }

  /** For tests: the living process of a terminal. Throws when there is none. */
  processOf(terminalId: TerminalId): FakeProcess {
    return this.#living(terminalId)
  }

  /** For tests: the text on a terminal. */
  screenOf(terminalId: TerminalId): string {
    return this.#get(terminalId).screen
  }

  /** For tests: puts a terminal there as an earlier host left it. */
  restore(terminalId: TerminalId, screen: string): void {
    const terminal = this.#getOrCreate(terminalId)
    terminal.screen = screen
    terminal.summary = { ...terminal.summary, incarnation: 1, isRestored: true }
  }

  /** For tests: the program changed its title or rang. */
  announce(terminalId: TerminalId, title: string | null): void {
    if (title === null) return this.#bells.fire({ terminalId })
    const terminal = this.#get(terminalId)
    terminal.summary = { ...terminal.summary, title }
    this.#titles.fire({ terminalId, title })
  }

  /** For tests: the disk refuses, or takes again (null). */
  reportStorage(problem: string | null): void {
    this.#storage.fire({ problem })
  }

  /** For tests: the program reported where it works. */
  reportDirectory(terminalId: TerminalId, cwd: string): void {
    const terminal = this.#get(terminalId)
    terminal.summary = { ...terminal.summary, cwd }
    this.#directories.fire({ terminalId, cwd })
  }

  /** For tests: the connection to the host drops; attachments close. */
  lose(because: string): void {
    for (const terminal of this.#terminals.values()) {
      for (const viewer of terminal.viewers) viewer.onClosed({ code: 'closed', message: because })
      terminal.viewers.clear()
    }
    this.#connections.fire({ kind: 'lost', because })
  }

  /** For tests: the client is connected again. */
  reconnect(connection: { readonly hostPid: number; readonly isNewHost: boolean }): void {
    this.#connections.fire({ kind: 'connected', ...connection })
  }

  dispose(): void {
    for (const terminal of this.#terminals.values()) terminal.viewers.clear()
  }

  #get(terminalId: TerminalId): FakeTerminal {
    const terminal = this.#terminals.get(terminalId)
    if (!terminal) throw new WireError('unknown-terminal', `there is no terminal ${terminalId}`)
    return terminal
  }

  #living(terminalId: TerminalId): FakeProcess {
    const { process } = this.#get(terminalId)
    if (!process) throw new WireError('not-alive', `no process lives on terminal ${terminalId}`)
    return process
  }

  #write(terminalId: TerminalId, data: string): void {
    const process = this.#living(terminalId)
    const terminal = this.#get(terminalId)
    terminal.summary = { ...terminal.summary, lastInputAt: this.#clock.now() }
    this.written.push({ terminalId, data })
    process.onInput(data)
  }

  #getOrCreate(terminalId: TerminalId): FakeTerminal {
    const known = this.#terminals.get(terminalId)
    if (known) return known
    const nothing = {
      pid: null,
      isAlive: false,
      isRestored: false,
      exit: null,
      cwd: null,
      argv0: null,
      title: '',
    }
    const summary = {
      terminalId,
      incarnation: 0,
      cols: 80,
      rows: 24,
      lastInputAt: null,
      lastOutputAt: null,
      ...nothing,
    }
    const terminal: FakeTerminal = { id: terminalId, viewers: new Set(), process: null, screen: '', summary }
    this.#terminals.set(terminalId, terminal)
    return terminal
  }

  #makeProcess(
    terminal: FakeTerminal,
    request: SpawnRequest,
    incarnation: number,
  ): FakeProcess & { readonly pid: number } {
    const process: FakeProcess & { readonly pid: number } = {
      pid: this.#nextPid++,
      request,
      incarnation,
      output: (text) => terminal.process === process && this.#emit(terminal, text),
      exit: (exit) => {
        if (terminal.process !== process) return
        terminal.process = null
        terminal.summary = { ...terminal.summary, pid: null, isAlive: false, exit }
        const exited = { terminalId: terminal.id, incarnation, ...exit }
        for (const viewer of terminal.viewers) viewer.onExit(exited)
        this.#exits.fire(exited)
      },
      onInput: () => {},
      onKill: () => process.exit({ exitCode: 0, signal: 15 }),
    }
    return process
  }

  #emit(terminal: FakeTerminal, text: string): void {
    terminal.screen += text
    terminal.summary = { ...terminal.summary, lastOutputAt: this.#clock.now() }
    for (const viewer of terminal.viewers) viewer.onData(new TextEncoder().encode(text))
  }
}
