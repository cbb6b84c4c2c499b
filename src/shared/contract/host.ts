import { z } from 'zod'
import { TerminalId } from '../domain/ids.ts'
import { TerminalPalette } from '../domain/palettes/terminal-palette.ts'
import { ProgramSignal } from '../domain/program-signal.ts'
import type { Disposable } from '../kernel/disposables.ts'
import type { Event } from '../kernel/emitter.ts'
import { inputBytesMax, noteCharsMax, terminalColsMax, terminalRowsMax } from '../terminal-limits.ts'
import type { WireContract } from './wire.ts'

// The border between main and the pty host: what can be asked of it over its socket. A connection says `hello` first;
// every other call before that is refused. Terminal bytes travel on a connection of their own (`attach`), framed by
// `host-frames.ts`, never through these schemas.
//
// Who answers a program's queries (DA, DSR, CPR, DECRQM, OSC colours ...): the host's mirror, always, whether somebody
// looks or not. A page must therefore never answer: it calls `silenceTerminalReplies(terminal.parser)` once per xterm, or
// drops what `isTerminalReply` recognises in `terminal.onData` (shared/domain/terminal-replies.ts). The page's xterm
// must join characters as the mirror does (Unicode 15 graphemes), and have the size that the replay and `onResized` name.

/**
 * Raised at every change that an older other side would misread. A client says hello in the host's version if it knows
 * it, and then uses nothing newer; a host serves every version from the oldest on. Since 2: `ping`, frames 8 to 10; since 3: `mark`;
 * since 4: frame 11 in place of 1, and the screen of a viewer that skips comes before its scrollback; since 5: `colour`.
 */
export const hostProtocolVersion = 5
export const hostProtocolOldest = 1

/** What a program is told that asks for colours (OSC 4, 10, 11, 12): those that its terminal has on screen. */
export const TerminalColours = TerminalPalette.pick({
  foreground: true,
  background: true,
  cursor: true,
  ansi: true,
}).readonly()
export type TerminalColours = z.infer<typeof TerminalColours>

/** The environment variable each process of a terminal carries: `<terminalId>:<incarnation>`. Strays are found by it. */
export const terminalMarkerVariable = 'REVEILLE_TERMINAL'

/** The codes a refused call carries; `closed` is the client's own, when the host went away before it answered. */
export type HostErrorCode =
  | 'unknown-terminal' // no such terminal, or it was forgotten
  | 'already-alive' // spawn on a terminal whose process lives
  | 'not-alive' // write to or kill of a terminal without a process
  | 'not-reading' // write to a process that leaves unread what waits for it, and that is too much already
  | 'spawn-failed' // the message names the missing executable or directory
  | 'bad-token' // hello is missing or its token is not this host's; the connection is closed
  | 'bad-version' // the message names both versions; the connection is closed
  | 'shutting-down'
  | 'closed'

/** Which process of a terminal: 1 for the first, one more at each spawn, never used twice for one terminal. */
export const Incarnation = z.int().positive()

const noNul = z.string().regex(/^[^\0]*$/, 'must not contain a NUL')
const Columns = z.int().min(1).max(terminalColsMax)
const Rows = z.int().min(1).max(terminalRowsMax)

/** How a process ended: its code, or the number of the signal that ended it. */
export const ProcessExit = z.object({ exitCode: z.int(), signal: z.int().positive().nullable() }).readonly()
export type ProcessExit = z.infer<typeof ProcessExit>

/** What to start. `argv` is never read by a shell; `env` is all the process gets (plus the marker and TERM). */
export const SpawnRequest = z
  .object({
    terminalId: TerminalId,
    argv: z.array(noNul).min(1).readonly(),
    cwd: noNul.min(1),
    env: z.record(noNul.min(1), noNul),
    cols: Columns,
    rows: Rows,
  })
  .readonly()
export type SpawnRequest = z.input<typeof SpawnRequest> & { readonly terminalId: TerminalId }

export const Spawned = z.object({ incarnation: Incarnation, pid: z.int().positive() }).readonly()
export type Spawned = z.infer<typeof Spawned>

/** One terminal as it stands. It outlives its processes, and a death of the host (then `isRestored`). */
export const TerminalSummary = z
  .object({
    terminalId: TerminalId,
    incarnation: z.int().nonnegative(), // 0: nothing was ever spawned on it
    pid: z.int().positive().nullable(), // null when no process lives
    isAlive: z.boolean(),
    isRestored: z.boolean(), // its screen came from disk: the host that ran its last process died
    exit: ProcessExit.nullable(), // null while alive, and when nobody saw the end
    cols: Columns,
    rows: Rows,
    title: z.string(),
    cwd: z.string().nullable(), // what the program last reported (OSC 7 or 9;9), else where it was spawned
    argv0: z.string().nullable(),
    lastInputAt: z.number().nullable(), // milliseconds since the epoch
    lastOutputAt: z.number().nullable(),
  })
  .readonly()
export type TerminalSummary = z.infer<typeof TerminalSummary>

/** A process ended. Told after all of its output is in the mirror and with the viewers. */
export const TerminalExited = z
  .object({
    terminalId: TerminalId,
    incarnation: Incarnation,
    exitCode: z.int(),
    signal: z.int().positive().nullable(),
  })
  .readonly()
export type TerminalExited = z.infer<typeof TerminalExited>

const TerminalTitle = z.object({ terminalId: TerminalId, title: z.string() }).readonly()
/** The program reported another working directory: a path of this machine. */
const TerminalDirectory = z.object({ terminalId: TerminalId, cwd: z.string() }).readonly()
/** Whether the histories of terminals can be kept on disk: why not, or null when they are. */
const Storage = z.object({ problem: z.string().nullable() }).readonly()
const TerminalSignal = z.object({ terminalId: TerminalId, signal: ProgramSignal }).readonly()
const TerminalBell = z.object({ terminalId: TerminalId }).readonly()
const OneTerminal = z.object({ terminalId: TerminalId }).readonly()
const Nothing = z.object({}).readonly()

/** What is told of a screen beside its text. */
export const ReplayFacts = z
  .object({
    cols: Columns,
    rows: Rows,
    isRestored: z.boolean(),
    isAlive: z.boolean(),
    /** `frame`: the screen with little or no scrollback, first or in the middle of a flood; the whole comes last. */
    part: z.enum(['whole', 'frame']).optional(),
    /** What is to be acknowledged for it, as if it were so many bytes of output. */
    owes: z.int().nonnegative().optional(),
  })
  .readonly()
export type ReplayFacts = z.infer<typeof ReplayFacts>

/** What a viewer starts from: written into an empty xterm of this size it gives the very screen the mirror has. */
export type Replay = ReplayFacts & { readonly serialized: Uint8Array }

/**
 * What happens when a viewer cannot keep up: the process waits for it (`pause`, and nobody says nothing), or the process
 * goes on, the viewer is shown frames of the screen, and all of it when the flood is over (`skip`).
 */
export const FloodWish = z.enum(['pause', 'skip'])
export type FloodWish = z.infer<typeof FloodWish>

/** A terminal's size, as a viewer is told of a change. */
export const TerminalSize = z.object({ cols: Columns, rows: Rows }).readonly()
export type TerminalSize = z.infer<typeof TerminalSize>

/** Whether this viewer may type: one of those who watch a terminal does, and it goes to the first when nobody does. */
export const InputControl = z.object({ control: z.enum(['mine', 'other', 'free']) }).readonly()
export type InputControl = z.infer<typeof InputControl>['control']

/** Why an attachment ended: a `HostErrorCode`, or `stalled` for a viewer that acknowledged nothing for too long. */
export const AttachmentClosed = z.object({ code: z.string(), message: z.string() }).readonly()
export type AttachmentClosed = z.infer<typeof AttachmentClosed>

export const hostContract = {
  calls: {
    hello: {
      input: z.object({ protocolVersion: z.int(), token: z.string(), client: z.string().max(100) }),
      output: z.object({ protocolVersion: z.int(), hostVersion: z.string(), pid: z.int().positive() }),
    },
    /** A sign of life. */
    ping: { input: Nothing, output: Nothing },
    spawn: { input: SpawnRequest, output: Spawned },
    write: {
      input: z.object({ terminalId: TerminalId, data: z.string().max(inputBytesMax) }),
      output: Nothing,
    },
    resize: { input: z.object({ terminalId: TerminalId, cols: Columns, rows: Rows }), output: Nothing },
    /** Answers at once; the end is told by the feed `exited`. */
    kill: {
      input: z.object({ terminalId: TerminalId, graceMs: z.int().min(0).max(600_000) }),
      output: Nothing,
    },
    /** Creates the terminal when it does not exist. */
    note: {
      input: z.object({ terminalId: TerminalId, text: z.string().max(noteCharsMax) }),
      output: Nothing,
    },
    /** Marks the place its output has reached (see `domain/place-mark.ts`). Creates the terminal when it does not exist. */
    mark: { input: z.object({ terminalId: TerminalId, name: z.int().nonnegative() }), output: Nothing },
    /** How terminals look from now on, all of them. Until it is said: our own colours on a dark ground. */
    colour: { input: TerminalColours, output: Nothing },
    list: { input: Nothing, output: z.array(TerminalSummary).readonly() },
    /** Removes a terminal and its snapshot; a living process is killed first. Unknown ones are no error. */
    forget: { input: OneTerminal, output: Nothing },
    /** Ends every process tree, writes the snapshots, exits. */
    shutdown: { input: Nothing, output: Nothing },
    /** Makes this connection a viewer: a replay frame, then output frames (see host-frames.ts). */
    attach: { input: z.object({ terminalId: TerminalId, flood: FloodWish.optional() }), output: Nothing },
  },
  feeds: {
    exited: TerminalExited,
    titleChanged: TerminalTitle,
    directoryChanged: TerminalDirectory,
    storageChanged: Storage,
    signalled: TerminalSignal,
    bell: TerminalBell,
  },
} satisfies WireContract

/** What the host writes beside its socket so that a client can find it. */
export const HostAddress = z
  .object({
    pid: z.int().positive(),
    startTime: z.string().nullable(), // when that pid began, as its system tells it; null: cannot tell
    socketPath: z.string().min(1),
    version: z.string(),
    protocolVersion: z.int(),
    token: z.string().min(32),
  })
  .readonly()
export type HostAddress = z.infer<typeof HostAddress>

/** Where a data folder's host writes its address. */
export const hostAddressPath = 'pty-host/host.json'

/** What a viewer is told. `onReplay` comes first; a viewer that skips is told a `frame` before, and again in floods. */
export type AttachmentHandlers = {
  readonly onReplay: (replay: Replay) => void
  /** Bytes of the terminal, in order, no gap and no duplicate after the replay. Acknowledge them when shown. */
  readonly onData: (bytes: Uint8Array) => void
  /** The process ended; all it wrote has been given to `onData`. The attachment stays: another may be spawned. */
  readonly onExit: (exit: TerminalExited) => void
  /** Somebody resized the terminal at this point of the stream. */
  readonly onResized?: (size: TerminalSize) => void
  /** Who types on it now. What a viewer types while another does is dropped; `takeControl` hands it over. */
  readonly onControl?: (control: InputControl) => void
  /** The attachment is over and nothing follows (never told after `dispose`). Attach again to go on. */
  readonly onClosed: (because: AttachmentClosed) => void
}

/** One viewer's line to a terminal. Disposing releases what it owes. */
export type Attachment = Disposable & {
  /** Says that `bytes` more of what `onData` gave were shown; without it the terminal pauses after about 1 MB. */
  readonly ack: (bytes: number) => void
  /** Input on the shortest way, in order with itself. Dropped when no process lives, or another viewer types. */
  readonly write: (data: string) => void
  /** The size this viewer has: the terminal's while it types or nobody does, and as soon as it may. */
  readonly resize: (size: TerminalSize) => void
  /** From now on this viewer types. */
  readonly takeControl: () => void
}

/** Whether main is connected to a host. `connected` says `isNewHost` when it is another process than before. */
export type HostConnection =
  | { readonly kind: 'connected'; readonly hostPid: number; readonly isNewHost: boolean }
  | { readonly kind: 'silent' } // it answers nothing: stopped, asleep or slow. Nobody can tell, nothing is dead
  | { readonly kind: 'lost'; readonly because: string }

/** The pty host as main sees it: the client of the real one, or the fake. Refused calls reject with a `WireError`. */
export type PtyHost = Disposable & {
  readonly spawn: (request: SpawnRequest) => Promise<Spawned>
  readonly write: (terminalId: TerminalId, data: string) => Promise<void>
  readonly resize: (terminalId: TerminalId, size: TerminalSize) => Promise<void>
  readonly kill: (terminalId: TerminalId, options: { readonly graceMs: number }) => Promise<void>
  readonly note: (terminalId: TerminalId, text: string) => Promise<void>
  /** Does nothing where a host of an older version cannot. */
  readonly mark: (terminalId: TerminalId, name: number) => Promise<void>
  /** How terminals look from now on; later hosts are told too. One of an older version goes on telling the dark colours. */
  readonly colour: (colours: TerminalColours) => Promise<void>
  readonly list: () => Promise<readonly TerminalSummary[]>
  readonly forget: (terminalId: TerminalId) => Promise<void>
  readonly shutdown: () => Promise<void>
  readonly openAttachment: (
    terminalId: TerminalId,
    handlers: AttachmentHandlers,
    flood?: FloodWish,
  ) => Attachment
  readonly onExited: Event<TerminalExited>
  readonly onTitleChanged: Event<z.infer<typeof TerminalTitle>>
  readonly onDirectoryChanged: Event<z.infer<typeof TerminalDirectory>>
  /** A full disk is told once, and once when there is room again. */
  readonly onStorageChanged: Event<z.infer<typeof Storage>>
  /** What programs tell besides their output: progress, notifications. */
  readonly onSignal: Event<z.infer<typeof TerminalSignal>>
  readonly onBell: Event<z.infer<typeof TerminalBell>>
  /** After `lost` the client reconnects by itself and starts a new host when the old one is gone; then ask `list`. */
  readonly onConnectionChanged: Event<HostConnection>
}
