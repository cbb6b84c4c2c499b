import { hostProtocolVersion } from '../../shared/contract/host.ts'
import type {
  HostConnection,
  PtyHost,
  SpawnRequest,
  TerminalColours,
  TerminalExited,
} from '../../shared/contract/host.ts'
import { WireError } from '../../shared/contract/wire.ts'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { ProgramSignal } from '../../shared/domain/program-signal.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import { inputCharsPerCall } from '../../shared/limits.ts'
import {
  hostConnectRetryMs,
  hostReconnectBackoffMs,
  hostStartWithinMs,
} from '../../shared/terminal-limits.ts'
import { shouldReplaceHost } from './host-replacement.ts'
import { LinePulse } from './line-pulse.ts'
import { attachTo } from './pty-host-attachment.ts'
import { launchPtyHost, readHostAddress, type PtyHostLaunch } from './pty-host-launch.ts'
import { openHostLine, type HostLine } from './pty-host-line.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'

type Options = PtyHostLaunch & {
  readonly clock: Clock
  /** Whether a host that is not there may be started now; always when absent. */
  readonly mayStart?: () => boolean
}

/**
 * Connects to the pty host of a data folder, starting one if none answers. Rejects with a `WireError` when that fails
 * within its bound. Later it reconnects by itself; disposing ends the connection and leaves the host to itself.
 */
export async function ensurePtyHost(options: Options): Promise<PtyHost> {
  const client = new PtyHostClient(options)
  await client.connect()
  return client
}

class PtyHostClient implements PtyHost {
  readonly #options: Options
  readonly #exits = new Emitter<TerminalExited>()
  readonly #titles = new Emitter<{ readonly terminalId: TerminalId; readonly title: string }>()
  readonly #directories = new Emitter<{ readonly terminalId: TerminalId; readonly cwd: string }>()
  readonly #storage = new Emitter<{ readonly problem: string | null }>()
  readonly #signals = new Emitter<{ readonly terminalId: TerminalId; readonly signal: ProgramSignal }>()
  readonly #bells = new Emitter<{ readonly terminalId: TerminalId }>()
  readonly #connections = new Emitter<HostConnection>()
  readonly #attachments = new Set<Disposable>()
  #line: HostLine | null = null
  #colours: TerminalColours | null = null // what every host is told
  #pulse: LinePulse | null = null
  #lastHostPid: number | null = null
  #isDisposed = false

  readonly onExited = this.#exits.event
  readonly onTitleChanged = this.#titles.event
  readonly onDirectoryChanged = this.#directories.event
  readonly onStorageChanged = this.#storage.event
  readonly onSignal = this.#signals.event
  readonly onBell = this.#bells.event
  readonly onConnectionChanged = this.#connections.event

  constructor(options: Options) {
    this.#options = options
  }

  readonly spawn: PtyHost['spawn'] = async (request: SpawnRequest) => this.#wire.call('spawn', request)
  readonly list: PtyHost['list'] = async () => this.#wire.call('list', {})

  readonly write: PtyHost['write'] = async (terminalId, data) => {
    const { call } = this.#wire
    await Promise.all(cutInput(data).map((piece) => call('write', { terminalId, data: piece }))) // sent in order
  }

  readonly resize: PtyHost['resize'] = async (terminalId, size) => {
    await this.#wire.call('resize', { terminalId, ...size })
  }

  readonly kill: PtyHost['kill'] = async (terminalId, { graceMs }) => {
    await this.#wire.call('kill', { terminalId, graceMs })
  }

  readonly note: PtyHost['note'] = async (terminalId, text) => {
    await this.#wire.call('note', { terminalId, text })
  }

  readonly mark: PtyHost['mark'] = async (terminalId, name) => {
    const { wire, protocolVersion } = this.#connected
    if (protocolVersion >= 3) await wire.call('mark', { terminalId, name })
  }

  readonly colour: PtyHost['colour'] = async (colours) => {
    this.#colours = colours
    if (this.#line) await tellColours(this.#line, colours)
  }

  readonly forget: PtyHost['forget'] = async (terminalId) => {
    await this.#wire.call('forget', { terminalId })
  }

  /** The host of this folder will not be started again by this client. */
  readonly shutdown: PtyHost['shutdown'] = async () => {
    const { wire, channel } = this.#connected
    const closed = new Promise<void>((resolve) => channel.onClosed(() => resolve()))
    this.#isDisposed = true
    await wire.call('shutdown', {})
    await closed
  }

  readonly openAttachment: PtyHost['openAttachment'] = (terminalId, handlers, flood) => {
    const openLine: Parameters<typeof attachTo>[2] = async (onFrame) => {
      const address = await readHostAddress(this.#options.dataDir)
      if (address === null) throw new WireError('closed', 'the pty host is not there')
      return openHostLine({ address, clock: this.#options.clock, onFrame })
    }
    const attachment = attachTo(terminalId, handlers, openLine, flood)
    this.#attachments.add(attachment)
    return {
      ...attachment,
      dispose: () => {
        this.#attachments.delete(attachment)
        attachment.dispose()
      },
    }
  }

  async connect(): Promise<void> {
    const line = await this.#findOrStart()
    if (this.#isDisposed) return line.channel.dispose()
    this.#line = line
    line.wire.on('exited', (value) => this.#exits.fire(value))
    line.wire.on('titleChanged', (value) => this.#titles.fire(value))
    line.wire.on('directoryChanged', (value) => this.#directories.fire(value))
    line.wire.on('storageChanged', (value) => this.#storage.fire(value))
    line.wire.on('signalled', (value) => this.#signals.fire(value))
    line.wire.on('bell', (value) => this.#bells.fire(value))
    line.channel.onClosed(() => this.#lost('the connection to the pty host ended'))
    if (this.#colours) void tellColours(line, this.#colours).catch(() => {}) // a broken line tells of itself
    const { hostPid } = line
    const isNewHost = this.#lastHostPid !== null && this.#lastHostPid !== hostPid
    this.#lastHostPid = hostPid
    this.#pulse = new LinePulse({
      clock: this.#options.clock,
      ask: () => (line.protocolVersion >= 2 ? line.wire.call('ping', {}) : line.wire.call('list', {})),
      onChanged: (isSilent) =>
        this.#connections.fire(
          isSilent ? { kind: 'silent' } : { kind: 'connected', hostPid, isNewHost: false },
        ),
    })
    this.#connections.fire({ kind: 'connected', hostPid, isNewHost })
  }

  dispose(): void {
    this.#isDisposed = true
    for (const attachment of this.#attachments) attachment.dispose()
    this.#attachments.clear()
    this.#pulse?.dispose()
    this.#line?.channel.dispose()
    this.#line = null
  }

  get #connected(): HostLine {
    if (this.#line === null) throw new WireError('closed', 'the pty host is not connected')
    return this.#line
  }

  get #wire(): HostLine['wire'] {
    return this.#connected.wire
  }

  /** Tries the host that is there; when none answers, starts one (once) and tries until it does or time is up. */
  async #findOrStart(): Promise<HostLine> {
    const { clock, dataDir, mayStart = () => true } = this.#options
    const deadline = clock.now() + hostStartWithinMs
    let failure: string | null = null
    let hasLaunched = false
    while (!this.#isDisposed) {
      const address = await readHostAddress(dataDir)
      const line = address && (await openHostLine({ address, clock, onFrame: () => {} }).catch(onlyRetryable))
      if (line && !(await this.#replaces(line))) return line
      if (failure !== null) throw new WireError('closed', failure)
      if (clock.now() > deadline)
        throw new WireError(
          'closed',
          `no pty host answered within ${hostStartWithinMs} ms (data folder ${dataDir})`,
        )
      if (!hasLaunched && !line && mayStart())
        launchPtyHost(this.#options, (because) => {
          failure = because
        })
      hasLaunched ||= !line
      await delay(clock, hostConnectRetryMs)
    }
    throw new WireError('closed', 'the client of the pty host was disposed')
  }

  /** Ends a host that an older app left and that has nothing to lose; the next one is then started. */
  async #replaces({ wire, channel, hostVersion }: HostLine): Promise<boolean> {
    const { appVersion } = this.#options
    const address = await readHostAddress(this.#options.dataDir)
    const protocolVersion = address?.protocolVersion ?? hostProtocolVersion
    const livingProcesses = (await wire.call('list', {})).filter(({ isAlive }) => isAlive).length
    const host = { hostVersion, protocolVersion, livingProcesses }
    if (!shouldReplaceHost(host, { appVersion, protocolVersion: hostProtocolVersion })) return false
    const closed = new Promise<void>((resolve) => channel.onClosed(() => resolve()))
    await wire.call('shutdown', {})
    await closed
    return true
  }

  #lost(because: string): void {
    this.#pulse?.dispose()
    this.#line = null
    if (this.#isDisposed) return
    this.#connections.fire({ kind: 'lost', because })
    void this.#reconnect()
  }

  async #reconnect(): Promise<void> {
    for (let attempt = 0; !this.#isDisposed; attempt += 1) {
      await delay(
        this.#options.clock,
        hostReconnectBackoffMs[Math.min(attempt, hostReconnectBackoffMs.length - 1)] ?? 0,
      )
      try {
        return await this.connect()
      } catch (error) {
        this.#connections.fire({
          kind: 'lost',
          because: messageOf(error),
        })
      }
    }
  }
}

/** Before anything is spawned, so that programs which ask at their start are told right. */
async function tellColours({ wire, protocolVersion }: HostLine, colours: TerminalColours): Promise<void> {
  const { foreground, background, cursor, ansi } = colours
  if (protocolVersion >= 5) await wire.call('colour', { foreground, background, cursor, ansi })
}

/** A host that is starting or leaving does not answer yet or any more; one that speaks another version never will. */
function onlyRetryable(error: unknown): null {
  if (error instanceof WireError && error.code === 'bad-version') throw error
  return null
}

/** Pieces that each fit a call, none ending between the halves of one character. */
function cutInput(data: string): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < data.length;) {
    const end = at + inputCharsPerCall
    const isMidCharacter = /[\uD800-\uDBFF]/.test(data.charAt(end - 1))
    pieces.push(data.slice(at, isMidCharacter ? end - 1 : end))
    at = isMidCharacter ? end - 1 : end
  }
  return pieces
}
