import type { ProcessExit } from '../shared/contract/host.ts'
import type { Event } from '../shared/kernel/emitter.ts'

/** A process on a pty. `onExit` comes once, after the last byte of `onData`, however slow or paused the reader was. */
export type PtyProcess = {
  readonly pid: number
  readonly onData: Event<Uint8Array>
  readonly onExit: Event<ProcessExit>
  /** False: it has left so much unread that this is not kept for it. */
  readonly write: (data: string | Uint8Array) => boolean
  readonly resize: (cols: number, rows: number) => void
  /** Reads no more until `resume`; the process blocks when its pty is full. */
  readonly pause: () => void
  readonly resume: () => void
}

/** What is started, and where. */
export type PtyRequest = {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly cols: number
  readonly rows: number
}

/** Starts a process on a new pty. Throws when the system refuses. */
export type SpawnPty = (request: PtyRequest) => PtyProcess
