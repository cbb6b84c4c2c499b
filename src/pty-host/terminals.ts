import type { hostContract } from '../shared/contract/host.ts'
import { WireError, type WireHandlers } from '../shared/contract/wire.ts'
import type { TerminalId } from '../shared/domain/ids.ts'
import { strayGraceMs } from '../shared/limits.ts'
import { killGraceOnShutdownMs } from '../shared/terminal-limits.ts'
import { sweepStrays } from './end-tree.ts'
import type { SavedTerminal } from './history/saved-terminals.ts'
import type { TerminalDeps } from './terminal-deps.ts'
import { Terminal } from './terminal.ts'

/** The calls that are the same on every connection. */
export type TerminalCalls = Omit<WireHandlers<typeof hostContract>, 'hello' | 'ping' | 'attach' | 'shutdown'>

/** All terminals of this host. */
export class Terminals {
  readonly #deps: TerminalDeps
  readonly #terminals = new Map<TerminalId, Terminal>()
  #isShuttingDown = false

  readonly calls: TerminalCalls = {
    spawn: (request) => {
      if (this.#isShuttingDown) throw new WireError('shutting-down', 'the pty host is shutting down')
      return this.#getOrCreate(request.terminalId).spawn(request)
    },
    write: ({ terminalId, data }) => {
      this.get(terminalId).write(data)
      return {}
    },
    resize: ({ terminalId, cols, rows }) => {
      this.get(terminalId).resize(cols, rows)
      return {}
    },
    kill: async ({ terminalId, graceMs }) => {
      const terminal = this.get(terminalId)
      if (!terminal.isAlive) throw new WireError('not-alive', `no process lives on terminal ${terminalId}`)
      void terminal
        .kill(graceMs)
        .catch((error: unknown) => this.#deps.log(`kill of ${terminalId}: ${String(error)}`))
      return {}
    },
    note: ({ terminalId, text }) => {
      this.#getOrCreate(terminalId).note(text)
      return {}
    },
    mark: ({ terminalId, name }) => {
      this.#getOrCreate(terminalId).mark(name)
      return {}
    },
    colour: (colours) => {
      this.#deps.colour(colours)
      return {}
    },
    list: () => [...this.#terminals.values()].map((terminal) => terminal.summary),
    forget: async ({ terminalId }) => {
      await this.#forget(terminalId)
      return {}
    },
  }

  constructor(deps: TerminalDeps) {
    this.#deps = deps
  }

  get hasLiving(): boolean {
    return [...this.#terminals.values()].some((terminal) => terminal.isAlive)
  }

  /** Throws `unknown-terminal`. */
  get(terminalId: TerminalId): Terminal {
    const terminal = this.#terminals.get(terminalId)
    if (!terminal) throw new WireError('unknown-terminal', `there is no terminal ${terminalId}`)
    return terminal
  }

  /**
   * Shows again what an earlier host saved. It is dead, so what its living terminals left behind (tools in sessions of
   * their own) is ended: nobody owns it any more, and a resumed agent must not meet its own ghost.
   */
  restoreSaved(saved: readonly SavedTerminal[]): void {
    for (const { terminalId, facts } of saved) {
      const terminal = new Terminal({ id: terminalId, saved: facts, deps: this.#deps })
      this.#terminals.set(terminalId, terminal)
      const marker = this.#deps.markerOf(terminalId, facts.incarnation)
      if (facts.wasAlive) terminal.sweptAfter(sweepStrays(marker, this.#deps))
    }
  }

  /** Writes every screen. */
  async saveAll(): Promise<void> {
    await Promise.all([...this.#terminals.values()].map((terminal) => terminal.saveScreen()))
  }

  /** Ends every process tree, then writes every screen. Nothing is spawned any more. */
  async shutDown(): Promise<void> {
    this.#isShuttingDown = true
    const living = [...this.#terminals.values()].filter((terminal) => terminal.isAlive)
    await Promise.allSettled(living.map((terminal) => terminal.kill(killGraceOnShutdownMs)))
    await this.saveAll()
  }

  #getOrCreate(terminalId: TerminalId): Terminal {
    const known = this.#terminals.get(terminalId)
    if (known) return known
    const terminal = new Terminal({ id: terminalId, saved: null, deps: this.#deps })
    this.#terminals.set(terminalId, terminal)
    return terminal
  }

  async #forget(terminalId: TerminalId): Promise<void> {
    const terminal = this.#terminals.get(terminalId)
    if (!terminal) return
    this.#terminals.delete(terminalId)
    if (terminal.isAlive)
      await terminal
        .kill(strayGraceMs)
        .catch((error: unknown) => this.#deps.log(`forget ${terminalId}: ${String(error)}`))
    await terminal.forget()
  }
}
