import { z } from 'zod'
import { AgentTemplate } from '../domain/agent-template.ts'
import { AgentStatus } from '../domain/agent-status.ts'
import { AmbientState } from '../domain/ambient.ts'
import { HarnessName } from '../domain/harness-name.ts'
import {
  ConversationId,
  HarnessSessionId,
  MessageId,
  PaneId,
  RunId,
  TabId,
  TerminalId,
  WindowId,
} from '../domain/ids.ts'
import { Layout } from '../domain/layout.ts'
import { AppWindow } from '../domain/windows.ts'
import { placeCalls, PlaceView } from './app-places.ts'
import { call } from './wire.ts'
import { TerminalPalette } from '../domain/palettes/terminal-palette.ts'
import { PlaceName } from '../domain/place-name.ts'
import { ProjectSettings } from '../domain/project-settings.ts'
import { PanesArea } from '../domain/layout-rects.ts'
import { PaneTarget, Side } from '../domain/layout-moves.ts'
import { LayoutStep } from '../domain/layout-steps.ts'
import { bodyCharsMax, editorPathCharsMax, pathsPerLookMax, subjectCharsMax } from '../limits.ts'
import { PermissionMode } from '../domain/permission-mode.ts'
import { ProgramProgress } from '../domain/program-signal.ts'
import { TerminalSettings } from '../domain/terminal-settings.ts'
import { WindowSettings } from '../domain/window-settings.ts'
import { ActivityEntry } from '../domain/activity.ts'
import { activityCalls } from './app-activity.ts'
import { harnessCalls, HarnessHealth } from './app-harnesses.ts'
import { sideCalls } from './app-side.ts'
import { windowCalls, Worktree } from './app-window.ts'
import { draftCalls } from './app-drafts.ts'
import { severalWindowCalls } from './app-windows.ts'
import { AgentAsk } from '../domain/signal.ts'

/** Something that wakes an agent. */
export const WakeSource = z.object({
  kind: z.string(),
  /** As its owner named it: "ci", "nightly". */
  name: z.string(),
  /** The service's words. */
  text: z.string(),
  /** When it fires next, as far as that can be known. */
  nextAt: z.number().nullable(),
  /** Why it cannot fire. */
  problem: z.string().nullable(),
})
export type WakeSource = z.infer<typeof WakeSource>

/** One agent as the window shows it. Times are milliseconds since the epoch. */
export const AgentView = z.object({
  conversationId: ConversationId,
  runId: RunId,
  parentId: ConversationId.nullable(),
  name: z.string(),
  harness: HarnessName,
  place: z.enum(['local', 'remote']),
  at: PlaceName.nullable(),
  directory: z.string(),
  /** Of its directory; null outside a repository, and for a remote agent. */
  branch: z.string().nullable(),
  model: z.string().nullable(),
  /** The beginning of what it was asked to do; empty when nobody said. */
  task: z.string(),
  /** What its harness resumes by; null while there is none. */
  sessionId: HarnessSessionId.nullable(),
  paneId: PaneId,
  status: AgentStatus,
  /** The state's words: "asks: run npm publish?", "2 messages from lead", "wakes on message". */
  detail: z.string(),
  /** One line that says why it was woken or held last; empty when neither happened. */
  wakeReason: z.string(),
  /** Messages in its mailbox that are not delivered. */
  waitingMessages: z.int().nonnegative(),
  /** Letters to it that were written since a person last read those of its family. */
  unreadLetters: z.int().nonnegative(),
  /** What it asks a person now; answered in its pane, or, where `can_answer`, with `answerAgent`. */
  ask: AgentAsk.nullable(),
  /** Only a person wakes it again (`wakeAgent`); `wakeReason` says why. */
  isParked: z.boolean(),
  /** What wakes it besides a message: schedules, webhooks, changes of files. Empty while nobody knows. */
  wakesOn: z.array(WakeSource),
  /** It waits for events at most until then, and is woken at that time if none came. */
  waitingUntil: z.number().nullable(),
  /** Only for remote agents. */
  ambient: AmbientState.nullable(),
  executionNumber: z.int().nonnegative(),
  followUp: z.object({ can: z.boolean(), because: z.string() }),
  /** Whether it can go on here (a remote one) or with the workers (a local one). */
  relocation: z.object({ can: z.boolean(), because: z.string() }),
  isPinned: z.boolean(),
  changedAt: z.number(),
  createdAt: z.number(),
})
export type AgentView = z.infer<typeof AgentView>

/** A background process as the status bar tells of it. */
export const BackgroundView = z.object({
  state: z.enum(['starting', 'ready', 'unreachable', 'failed']),
  detail: z.string(),
})

export type Theme = WindowSettings['theme']

/** What a project says of itself, for a directory in it. */
export const ProjectView = z.object({
  /** The directory that holds `.reveille`. */
  root: z.string(),
  settings: ProjectSettings,
  /** What of it does not count, and why. */
  problems: z.array(z.string()),
})
export type ProjectView = z.infer<typeof ProjectView>

/** What the program of a terminal tells besides its output. */
export const TerminalView = z.object({
  /** Where it works; null when that is not known. */
  directory: z.string().nullable(),
  progress: ProgramProgress.nullable(),
  /** It rang or notified while nobody looked. */
  hasRung: z.boolean(),
})
export type TerminalView = z.infer<typeof TerminalView>

/** Everything the window shows, but for terminal bytes. The page keeps a copy that can be thrown away. */
export const AppView = z.object({
  version: z.string(),
  platform: z.enum(['linux', 'darwin', 'win32']),
  /** The window of the page that is told, and its layout. */
  windowId: WindowId,
  layout: Layout,
  /** All windows, this one as well. */
  windows: z.array(AppWindow.omit({ frame: true })),
  agents: z.array(AgentView),
  harnesses: z.array(HarnessHealth),
  service: BackgroundView.extend({ lastSequence: z.int() }),
  ptyHost: BackgroundView,
  /** `max` is null where other workers have a part in it. */
  worker: BackgroundView.extend({ working: z.int(), max: z.int().nullable() }),
  wakesThisHour: z.int(),
  /** Problems a person should know of: a set-aside file, a background process that does not start. */
  notices: z.array(z.object({ id: z.string(), title: z.string(), detail: z.string() })),
  settings: TerminalSettings.extend(WindowSettings.shape).extend({
    recentDirectories: z.array(z.string()),
    /** What agents were asked first, the latest first. */
    promptHistory: z.array(z.string()),
    /** When a person last read the letters of a family, by the family's root. */
    lettersReadAt: z.record(z.string(), z.number()),
    /** Roots as a person dragged them; those that are not named come behind. */
    familyOrder: z.array(ConversationId),
    /** Off: no stream is opened and nobody is woken; agents show their last state, messages wait. */
    isOrchestrationOn: z.boolean(),
  }),
  homeDirectory: z.string(),
  /** What the programs of terminals tell, by terminal. */
  terminals: z.record(z.string(), TerminalView),
  places: z.array(PlaceView),
  templates: z.array(AgentTemplate),
  /** By directory, of those in which agents and shells are: only those whose project says something. */
  projects: z.record(z.string(), ProjectView),
  /** Imported themes of terminals. */
  palettes: z.array(TerminalPalette),
  /** Whether a closed pane can be brought back. */
  canReopen: z.boolean(),
  shellProfiles: z.array(z.string()),
})
export type AppView = z.infer<typeof AppView>

/** What is no longer as a page was told: whole parts of the view, and of the agents those that changed or are new. */
export const ViewChange = z.object({
  parts: AppView.omit({ agents: true }).partial(),
  agents: z.array(AgentView),
  /** All agents that there are, when somebody came, went or moved. */
  order: z.array(ConversationId).nullable(),
})
export type ViewChange = z.infer<typeof ViewChange>

/** The start dialog's answer. */
export const StartAgent = z.object({
  name: z.string().trim().min(1, 'give it a name').max(60, 'the name is too long: at most 60 characters'),
  harness: HarnessName,
  directory: z.string().min(1).max(4_096),
  prompt: z.string().max(100_000, 'the prompt is too long: at most 100,000 characters'),
  place: z.enum(['local', 'remote']),
  /** For a remote one: the place that carries it out; null leaves it to the service's own workers. */
  at: PlaceName.nullable(),
  parentId: ConversationId.nullable(),
  /** Only for `command`: program and arguments, as typed; split by main with shell-like quoting, never by a shell. */
  commandLine: z.string().max(32_768),
  model: z.string().max(200),
  permissionMode: PermissionMode,
  /** A git worktree of its own, on a new branch; null works in the directory as it is. */
  worktree: Worktree.nullable().optional(),
  /** Where it shows: a parent opens a tab; a child stays hidden unless asked for. */
  show: z.enum(['tab', 'split', 'hidden']),
})
export type StartAgent = z.infer<typeof StartAgent>

const Nothing = z.void()
const ofAgent = z.object({ conversationId: ConversationId })
const ofPane = z.object({ paneId: PaneId })

/** Renderer <-> main. Refusals cross as `WireError` with a message for people. */
export const appContract = {
  calls: {
    getView: call(Nothing, AppView),
    /** The page shows its view for the first time: what would compete with that may begin. */
    viewDrawn: call(Nothing, Nothing),
    /** Opens the terminal's stream: main answers by posting a MessagePort tagged with `requestId` (see preload). */
    attachTerminal: call(z.object({ terminalId: TerminalId, requestId: z.string().max(64) }), Nothing),
    /** The same stream for a remote run's output; input is ignored. */
    attachOutput: call(z.object({ conversationId: ConversationId, requestId: z.string().max(64) }), Nothing),
    startAgent: call(StartAgent, ofAgent),
    ...placeCalls,
    /** Without a directory it opens where the program of the focused pane is. */
    openShell: call(
      z.object({
        directory: z.string().nullable(),
        show: z.enum(['tab', 'split']),
        profile: z.string().nullable().optional(),
      }),
      ofPane,
    ),
    restartShell: call(ofPane, Nothing),
    /** Goes to the agent's pane: where it is shown, else in place of `place` or in a new tab. */
    revealAgent: call(ofAgent.extend({ where: z.enum(['swap', 'split', 'tab']) }), Nothing),
    stopAgent: call(ofAgent, Nothing),
    killAgent: call(ofAgent, Nothing),
    /** Asks the waker again now, forgetting back-off and attempts: a person decided. */
    wakeAgent: call(ofAgent, Nothing),
    /** Answers what it asks. Refused when the question is over, was answered in the pane, or is not this one. */
    answerAgent: call(
      ofAgent.extend({
        askId: z.string().max(64),
        answer: z.enum(['allow', 'deny']),
        /** Told to the agent with a denial. */
        reason: z.string().max(2_000),
      }),
      Nothing,
    ),
    setOrchestration: call(z.object({ isOn: z.boolean() }), Nothing),
    renameAgent: call(ofAgent.extend({ name: z.string().trim().min(1).max(60) }), Nothing),
    pinAgent: call(ofAgent.extend({ isPinned: z.boolean() }), Nothing),
    followUp: call(ofAgent.extend({ message: z.string().trim().min(1).max(100_000) }), Nothing),
    sendMessage: call(
      ofAgent.extend({ subject: z.string().max(subjectCharsMax), body: z.string().min(1).max(bodyCharsMax) }),
      z.object({ messageId: MessageId }),
    ),
    /** Null: the pane that is in front when this arrives, behind the splits that were asked for before it. */
    splitPane: call(z.object({ paneId: PaneId.nullable(), side: Side }), ofPane),
    tellPanesArea: call(PanesArea, Nothing),
    /** Agents' panes become hidden, shells end when closing can no more be taken back. `running` asked first: not closed. */
    closePane: call(ofPane.extend({ isSure: z.boolean() }), z.object({ running: z.string().nullable() })),
    reopenPane: call(Nothing, Nothing),
    movePane: call(ofPane.extend({ target: PaneTarget }), Nothing),
    moveTab: call(z.object({ tabId: TabId, index: z.int().nonnegative() }), Nothing),
    zoomPane: call(ofPane, Nothing),
    /** From the layout as it is when this arrives. */
    stepLayout: call(z.object({ step: LayoutStep }), Nothing),
    /** Which of these, as a terminal shows them, are files or directories here. */
    lookAtPaths: call(
      ofPane.extend({ paths: z.array(z.string().max(editorPathCharsMax)).max(pathsPerLookMax) }),
      z.array(z.enum(['file', 'directory']).nullable()),
    ),
    /** Opens a file in the user's editor; a directory in a shell. */
    openPath: call(
      ofPane.extend({
        path: z.string().max(editorPathCharsMax),
        line: z.int().positive().nullable(),
        column: z.int().positive().nullable(),
      }),
      Nothing,
    ),
    focusPane: call(ofPane, Nothing),
    activateTab: call(z.object({ tabId: TabId }), Nothing),
    resizeSplit: call(z.object({ firstPane: PaneId, secondPane: PaneId, ratio: z.number() }), Nothing),
    ...severalWindowCalls,
    ...draftCalls,
    ...windowCalls,
    ...sideCalls,
    ...activityCalls,
    ...harnessCalls,
    chooseDirectory: call(z.object({ startAt: z.string() }), z.object({ directory: z.string().nullable() })),
    openLink: call(z.object({ url: z.string().max(8_192) }), Nothing),
    dismissNotice: call(z.object({ id: z.string() }), Nothing),
  },
  feeds: {
    /** What changed since the page asked for the view, or was told last. */
    view: ViewChange,
    /** What happened since the last one, the latest last. */
    activity: z.array(ActivityEntry),
    /** What a person chose outside the page: in the tray, in a menu. */
    wish: z.enum(['start-agent', 'settings']),
  },
} as const
