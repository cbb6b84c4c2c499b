import type { Conversation } from '../shared/domain/conversation.ts'
import type { ConversationId } from '../shared/domain/ids.ts'
import type { Capabilities } from '../shared/contract/api/service.ts'
import type { Emitter } from '../shared/kernel/emitter.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Agents } from './agents.ts'
import type { AmbientPanes } from './ambient-panes.ts'
import type { Notices } from './notices.ts'
import type { ActivityLog } from './activity/activity-log.ts'
import type { Conversations } from './store/conversations.ts'
import type { ClosedPanes } from './shells/closed-panes.ts'
import type { TerminalSignals } from './shells/terminal-signals.ts'
import type { Drafts } from './store/drafts.ts'
import type { Relocation } from './relocation/relocation.ts'
import type { Projects } from './projects/projects.ts'
import type { Palettes } from './store/palettes.ts'
import type { Places } from './store/places.ts'
import type { Settings } from './store/settings.ts'
import type { Templates } from './store/templates.ts'
import type { StoredWindows } from './store/windows.ts'
import type { LaunchPlace } from './supervision/agent-launch.ts'
import type { DetectedHarness } from './supervision/harness-detection.ts'
import type { ServiceProcess } from './supervision/service-process.ts'
import type { Terminals } from './supervision/terminals.ts'
import type { WakeBoundsBook } from './wake/bounds.ts'
import type { PersonInput } from './wake/person-input.ts'
import type { Mailboxes } from './wake/mailboxes.ts'
import type { ExitReports } from './wake/exit-reports.ts'
import type { Armed } from './wake/armed.ts'
import type { Waits } from './wake/waits.ts'
import type { Waker } from './wake/waker.ts'

/** Everything that exists in main, made once by `boot`. */
export type App = {
  readonly version: string
  readonly clock: Clock
  readonly place: LaunchPlace
  readonly conversations: Conversations
  readonly windows: StoredWindows
  readonly settings: Settings
  readonly places: Places
  readonly templates: Templates
  readonly drafts: Drafts
  readonly palettes: Palettes
  readonly projects: Projects
  readonly activity: ActivityLog
  readonly notices: Notices
  readonly terminals: Terminals
  readonly service: ServiceProcess
  readonly mailboxes: Mailboxes
  readonly waker: Waker
  readonly bounds: WakeBoundsBook
  readonly person: PersonInput
  readonly waits: Waits
  readonly armed: Armed
  readonly exits: ExitReports
  readonly ambient: AmbientPanes
  readonly agents: Agents
  readonly relocation: Relocation
  /** Number of the last execution seen of each remote agent. */
  readonly executions: Map<ConversationId, number>
  readonly live: LiveFacts
  readonly closed: ClosedPanes
  readonly signals: TerminalSignals
  /** What agents want a person to know. */
  readonly notes: Emitter<AgentNote>
  readonly followFamily: (conversation: Conversation) => void
  readonly launch: (conversation: Conversation) => Promise<void>
  readonly followUp: (conversation: Conversation, message: string) => Promise<void>
}

/** A word of an agent to its person (`notify-user`). */
export type AgentNote = {
  readonly conversationId: ConversationId
  readonly title: string
  readonly body: string
}

/** Facts that change while the app runs and that nobody stores. */
export type LiveFacts = {
  harnesses: readonly DetectedHarness[]
  capabilities: Capabilities | null
  lastSequence: number
  /** `working`: executions of all `workers`. */
  worker: { working: number; workers: number; problem: string | null; isThere: boolean }
  ptyHostProblem: string | null
  /** The app ends: what is gone from here on is not started again. */
  isLeaving: boolean
  readonly missing: Set<ConversationId>
  readonly followUpsInFlight: Set<ConversationId>
  /** Something above changed that the window shows. */
  readonly changed: Emitter<void>
}
