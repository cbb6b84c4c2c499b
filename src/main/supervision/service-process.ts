import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApiClient } from '../../shared/contract/api/api-client.ts'
import {
  describeFailure,
  type ApiClient,
  type Fetch,
  type RequestFailure,
} from '../../shared/contract/api/client.ts'
import { ServiceFile } from '../../shared/contract/api/service.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { delay } from '../../shared/kernel/clock.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import type { Result } from '../../shared/kernel/result.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { compareVersions } from '../../shared/kernel/compare-versions.ts'
import {
  endLookMs,
  serviceEndsWithinMs,
  serviceProbeMs,
  serviceRestartBackoffMs,
  serviceStartWithinMs,
  streamBackoffMs,
} from '../../shared/limits.ts'
import { startBackground } from './background.ts'
import { isSameProcess } from './process-identity.ts'
import { describeEnd, describeSilence } from './silent-service.ts'
import type { Runtime } from './runtime.ts'

export type ServiceState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'unreachable'; readonly because: string }

export type ServiceProcessOptions = {
  readonly runtime: Runtime
  readonly dataDirectory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** The app's own: an older service that still runs is replaced. */
  readonly version: string
}

/** The embedded service as main sees it: found or started, watched, started again when it is gone, replaced when it is older. */
export class ServiceProcess {
  readonly #options: ServiceProcessOptions
  readonly #changed = new Emitter<ServiceState>()
  readonly onChanged = this.#changed.event
  #state: ServiceState = { kind: 'starting' }
  #ensuring: Promise<void> | null = null
  #failures = 0
  #isDisposed = false
  #mayReplace = true
  #starting: ChildProcess | null = null
  readonly client: ApiClient
  /** Short-lived questions while it starts: these must not wait 15 s for a service that is not there yet. */
  readonly #probe: ApiClient

  constructor(options: ServiceProcessOptions) {
    this.#options = options
    const address = () =>
      this.address().catch((error: unknown) => {
        this.noteUnreachable() // nobody has said where it listens
        throw error
      })
    const access = { address, token: () => this.token(), fetch, clock: options.clock }
    this.client = createApiClient({ ...access, fetch: (url, init) => this.#fetchNoticing(url, init) })
    this.#probe = createApiClient({ ...access, address: () => this.address(), timeoutMs: serviceProbeMs })
  }

  get state(): ServiceState {
    return this.#state
  }

  get serviceFile(): string {
    return join(this.#options.dataDirectory, 'service', 'service.json')
  }

  /** Read anew each time: a restarted service may have another port. */
  async address(): Promise<string> {
    return (await this.#readFile()).url
  }

  async tokenFile(): Promise<string> {
    return (await this.#readFile()).tokenFile
  }

  async token(): Promise<string> {
    return (await readFile(await this.tokenFile(), 'utf8')).trim()
  }

  /** Makes the service answer: the one that runs already, or a new one. Never gives up; the state tells how it goes. */
  ensure(): Promise<void> {
    this.#ensuring ??= this.#ensure().finally(() => {
      this.#ensuring = null
    })
    return this.#ensuring
  }

  /** Told by whoever could not reach it. */
  noteUnreachable(): void {
    void this.ensure()
  }

  /**
   * Nothing is started from here on; a service that runs can still be asked. What was just being started ends, unless
   * somebody who lives on needs it.
   */
  dispose(starting: 'ends' | 'stays' = 'ends'): void {
    this.#isDisposed = true
    if (starting === 'ends') this.#starting?.kill()
  }

  /** Any request that finds nobody brings the service back, family or not. */
  async #fetchNoticing(...[url, init]: Parameters<Fetch>): ReturnType<Fetch> {
    try {
      return await fetch(url, init)
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AbortError')) this.noteUnreachable()
      throw error
    }
  }

  async #ensure(): Promise<void> {
    while (!this.#isDisposed) {
      const answer = await this.#ask()
      const answers = answer.ok && !(await this.#endOlder())
      // A second one beside a process that lives could only fail.
      const living = answers ? null : await this.#livingOne(answer)
      const because = answers ? null : (living ?? (await this.#start().catch(messageOf)))
      if (because === null && (await this.#becomeReady())) return
      this.#failures += 1
      this.#become({ kind: 'unreachable', because: because ?? 'it went away' })
      // One that is only silent costs nothing to ask, and may answer at any time.
      const steps = living === null ? serviceRestartBackoffMs : streamBackoffMs
      await delay(this.#options.clock, steps[Math.min(this.#failures, steps.length) - 1] ?? steps[0])
    }
  }

  /**
   * Ends a service that an older app left running, once: it drains, and whoever is using it asks the new one. True when it
   * is gone; one that does not go is served as it is.
   */
  async #endOlder(): Promise<boolean> {
    const { version, clock } = this.#options
    const file = this.#mayReplace ? await this.#readFile().catch(() => null) : null
    this.#mayReplace = false
    if (!file || compareVersions(file.version ?? '', version) >= 0) return false
    const { pid, startTime } = file
    if (startTime === null || !isSameProcess(pid, startTime)) return false
    process.kill(pid, 'SIGTERM')
    const deadline = clock.now() + serviceEndsWithinMs
    while (isSameProcess(pid, startTime)) {
      if (clock.now() >= deadline) return false
      await delay(clock, endLookMs)
    }
    return true
  }

  /** Why the service whose process lives is of no use; null when none lives. */
  async #livingOne(answer: Result<unknown, RequestFailure>): Promise<string | null> {
    const file = await this.#readFile().catch(() => null)
    const silence = file && describeSilence(file)
    return silence !== null && !answer.ok && answer.error.kind === 'refused'
      ? describeFailure(answer.error)
      : silence
  }

  async #becomeReady(): Promise<boolean> {
    const url = await this.address().catch(() => null)
    if (url === null) return false
    this.#failures = 0
    this.#starting = null
    this.#mayReplace = false // only what was there before this app
    this.#become({ kind: 'ready', url })
    return true
  }

  /** Null when it answers, else why it does not. */
  async #start(): Promise<string | null> {
    const { runtime, dataDirectory, environment, clock } = this.#options
    if (this.#isDisposed) return 'the app ends'
    if (this.#state.kind !== 'ready') this.#become({ kind: 'starting' })
    const logFile = join(dataDirectory, 'logs', 'service.log')
    const args = ['--data-dir', dataDirectory, '--port', '0']
    const child = startBackground({
      node: runtime.node,
      entry: runtime.entry('service'),
      args,
      logFile,
      environment,
    })
    this.#starting = child
    let ended: string | null = null
    child.once('error', (error) => (ended = error.message))
    child.once('exit', (code, signal) => (ended = describeEnd(code, signal, logFile)))
    const deadline = clock.now() + serviceStartWithinMs
    while (clock.now() < deadline && !this.#isDisposed) {
      if ((await this.#ask()).ok) return null
      if (ended !== null) return ended
      await delay(clock, 50)
    }
    return `no answer within ${serviceStartWithinMs} ms; see ${logFile}`
  }

  #ask(): Promise<Result<unknown, RequestFailure>> {
    return this.#probe.call('health')
  }

  async #readFile(): Promise<ServiceFile> {
    return ServiceFile.parse(JSON.parse(await readFile(this.serviceFile, 'utf8')))
  }

  #become(state: ServiceState): void {
    const isSame = JSON.stringify(state) === JSON.stringify(this.#state)
    this.#state = state
    if (!isSame) this.#changed.fire(state)
  }
}
