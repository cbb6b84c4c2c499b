import type { AskAnswer } from '../domain/ask-answer.ts'
import type { HarnessName } from '../domain/harness-name.ts'
import type { HarnessSessionId, RunId } from '../domain/ids.ts'
import type { AgentAsk, HarnessSignal } from '../domain/signal.ts'
import type { PermissionMode } from '../domain/permission-mode.ts'

/** What a harness must know to plan a process. Plans are data: nothing here touches a disk or a process. */
export type LaunchFacts = {
  readonly runId: RunId
  readonly parentRunId: RunId | null
  readonly name: string
  /** Where the agent works; a resume happens in exactly the directory of the start. */
  readonly directory: string
  /** Private to the run, 0700; seed files go below it. */
  readonly runDirectory: string
  readonly prompt: string
  readonly session: HarnessSessionId
  readonly model: string | null
  readonly permissionMode: PermissionMode
  /** Where the agent finds the service; ends in `/api/v1`. */
  readonly serviceUrl: string
  /** The program and leading arguments of `reveille`, for hooks. */
  readonly reveille: readonly string[]
  /** The program of a `command` agent. */
  readonly command: readonly string[]
  /** Path of the harness's own program, as detection found it. */
  readonly program: string
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** Home and configuration directory of the user, for the trust file. */
  readonly home: string
  readonly configDirectory: string | null
  /** Headless: how long a question waits for an answer from elsewhere; 0 leaves it to the harness at once. */
  readonly questionSeconds: number
  /** A person chose this directory: its trust may be given for them. */
  readonly mayTrust: boolean
  /** SHA-256 in hexadecimal; a plan touches no library of the platform. */
  readonly sha256: (text: string) => string
}

/** How a hook gives its harness words: on standard output, or as a refusal (on standard error, with exit code 2). */
export type HookOutput = { readonly kind: 'print' | 'refuse'; readonly text: string }

/** A file to write before the process starts. */
export type SeedFile = { readonly path: string; readonly content: string; readonly mode: number }

/** A change to a file of the user's: only the key named is touched, atomically. */
export type TrustEntry = { readonly file: string; readonly directory: string }

/** Everything to do to get the process: seeds, then trust, then argv in `directory` with `environment` added. */
export type LaunchPlan = {
  readonly argv: readonly string[]
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly seeds: readonly SeedFile[]
  readonly trust: TrustEntry | null
  /** Files of the user's that hold secrets: where one exists its mode becomes 0600, and nothing else of it changes. */
  readonly secrets?: readonly string[]
  /** What is the user's and shall stand in the run's directory, too; made before the seeds. */
  readonly links?: readonly PlannedLink[]
}

/**
 * A link at `at` to the directory `to`, which is made when it is missing; or a directory at `at` with a link to each
 * entry of `to`, but those of `without`. For a harness that finds its configuration only below one directory.
 */
export type PlannedLink = {
  readonly kind: 'directory' | 'entries'
  readonly at: string
  readonly to: string
  readonly without: readonly string[]
}

/**
 * Where a session is kept: one file, or one whose name ends so, at most `depth` folders below a directory, or a database
 * that holds them all and is no transcript.
 */
export type SessionPlace =
  | { readonly kind: 'file' | 'database'; readonly path: string }
  | { readonly kind: 'below'; readonly directory: string; readonly ending: string; readonly depth: number }

/** What finds a session: its id, the directory it works in, and where the harness keeps its things. */
export type SessionFacts = Pick<
  LaunchFacts,
  'session' | 'directory' | 'home' | 'configDirectory' | 'platform'
>

/** How a hook's own event is answered: a signal for the service, and where the mailbox may go into the context. */
export type HookReading = {
  readonly signal: HarnessSignal | null
  /** Null when this event cannot carry context. */
  readonly mailbox: 'additional-context' | 'continue-turn' | null
  readonly session: HarnessSessionId | null
  /** What it asks a person; the caller gives it an id and waits for the answer where the harness lets it. */
  readonly ask?: Omit<AgentAsk, 'id'>
  /** The turn that begins is the one before it, continued for mail: it is not continued again. */
  readonly isContinuation?: boolean
  /** The transcript, where its last lines must be asked how the turn ended (`readTurnEnd`). */
  readonly transcript?: string
}

/** An answer as its waiter passes it on; whose word it is stays visible to the agent. */
export type GivenAnswer = Pick<AskAnswer, 'answer' | 'reason' | 'by'>

/** A command that tells whether its user is signed in. It only informs: a provider of one's own needs no sign-in. */
export type SignInCheck = {
  readonly args: readonly string[]
  readonly read: (exitCode: number, output: string) => 'signed-in' | 'signed-out' | 'unknown'
  /** What a person does about it. */
  readonly remedy: string
}

/** What a wake through the harness's own program needs. */
export type RouseFacts = {
  readonly program: string
  readonly session: HarnessSessionId
  readonly text: string
}

/** One side of a conversation in JSON-RPC; rejects when the other side refuses or hangs up. */
export type RpcLine = {
  readonly call: (method: string, params: object) => Promise<unknown>
  readonly notify: (method: string) => void
  /** What the other side asks us; null when it does not ask it in time. */
  readonly request: (
    matches: (method: string, params: unknown) => boolean,
  ) => Promise<{ readonly id: number | string } | null>
  readonly reply: (id: number | string, result: object) => void
}

/** How a live session is talked to beside its terminal: over a WebSocket on a socket in the run's directory. */
export type HarnessLine = {
  readonly socket: string
  /** Begins a turn. */
  readonly wake: (line: RpcLine, wake: Pick<RouseFacts, 'session' | 'text'>) => Promise<void>
  /** Answers a permission; false when it is not asked any more. */
  readonly answer: (
    line: RpcLine,
    given: {
      readonly session: HarnessSessionId
      readonly answer: 'allow' | 'deny'
      /** What was asked, as its hook told. */
      readonly subject: string
    },
  ) => Promise<boolean>
}

/** What a harness can do; differences are declared, never guessed. */
export type HarnessAbilities = {
  /** It can continue a session by id after its process is gone. */
  readonly canResume: boolean
  /** A live idle one can be woken without typing: through the run's wake channel. */
  readonly canBeWokenIdle: boolean
  /** It reports turns by hooks; without them a process is one turn. */
  readonly hasHooks: boolean
  /** Its sessions have the id that was minted for them; otherwise the id is told by its first hook or line. */
  readonly takesSessionId: boolean
  /** How a wake is typed into a live, idle one that has no quieter channel: the key that submits. */
  readonly idlePaste?: { readonly submit: string }
}

/** The port that every harness implements; all that is odd about one stays inside its file. */
export type Harness = {
  readonly name: HarnessName
  readonly abilities: HarnessAbilities
  /** The program to look for on the PATH; null when the run's own command is the program. */
  readonly program: string | null
  /** A fresh session in a terminal. */
  readonly start: (facts: LaunchFacts) => LaunchPlan
  /** The exact session again, in a terminal, with `prompt` as its next turn. */
  readonly resume: (facts: LaunchFacts) => LaunchPlan
  /** One turn without a terminal, for workers: a fresh session or the exact one again. */
  readonly headless: (facts: LaunchFacts, mode: 'start' | 'resume') => LaunchPlan
  /** One such turn in the session of `facts`, which begins with all that `source` had; absent where it cannot. */
  readonly fork?: (facts: LaunchFacts, source: HarnessSessionId) => LaunchPlan
  /** What must exist for the session to be resumed, which is its transcript where it is one file; null when there is none to look for. */
  readonly sessionPlace: ((facts: SessionFacts) => SessionPlace) | null
  /**
   * Where a session that comes from elsewhere is put, so that this machine resumes it by its id; `firstLine` is that of its
   * transcript. Absent where sessions cannot be moved.
   */
  readonly sessionHome?: (facts: SessionFacts, firstLine: string) => string
  /** The variable that moves the harness's own configuration and sessions; kept with the run, as a resume needs the same. */
  readonly configVariable: string | null
  /** How to ask whether a person is signed in; null when it cannot be asked. */
  readonly signIn: SignInCheck | null
  /** A signal that only its transcript tells, from one line of it: a turn that failed or was broken off. */
  readonly readTranscriptLine?: (line: string, session: HarnessSessionId) => HarnessSignal | null
  /** How the turn ended whose end a hook told, from the last lines of its transcript; null when it ended well. */
  readonly readTurnEnd?: (lines: readonly string[], session: HarnessSessionId) => HarnessSignal | null
  /**
   * The tool call that was begun and has no result, from the last lines of its transcript: what a turn was cut off at. Absent
   * where the run's directory tells (`at-work.ts`).
   */
  readonly readOpenCall?: (lines: readonly string[]) => string | null
  /** A program that hands a live, idle session its next prompt; absent where a pipe or a paste does. */
  readonly rouseCommand?: (facts: RouseFacts) => readonly string[]
  /** The line that a live session may have; where its socket is not there the other ways are taken. */
  readonly line?: HarnessLine
  /** Where the harness itself keeps one `<pid>.json` for each living session; absent when it does not. */
  readonly liveSessionsDirectory?: (
    facts: Pick<LaunchFacts, 'home' | 'configDirectory' | 'platform'>,
  ) => string
  /** Reads one hook's input. Unknown events and malformed input read as nothing. */
  readonly readHook: (event: string, input: unknown) => HookReading
  /** What the hook prints so that the harness takes `context`. */
  readonly renderHook: (event: string, context: string) => HookOutput
  /** What a waiting hook prints so that the harness takes an answer from elsewhere; absent where only its pane can answer. */
  readonly renderAnswer?: (answer: GivenAnswer) => string
  /**
   * Begins to read the output of one headless turn: each line as terminal text, and what it signals. Null for a harness
   * whose output is shown as it is.
   */
  readonly headlessReader: (() => HeadlessReader) | null
}

/** Reads one line after the other. */
export type HeadlessReader = (line: string) => HeadlessReading

/** A piece of a headless turn. */
export type HeadlessReading = {
  readonly text: string
  readonly session: HarnessSessionId | null
  readonly result: { readonly isError: boolean; readonly summary: string } | null
}
