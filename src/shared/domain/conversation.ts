import { z } from 'zod'
import { PermissionMode } from '../domain/permission-mode.ts'
import type { Versioned } from '../kernel/versioned.ts'
import { effectivePrompt } from './effective-prompt.ts'
import { HarnessName, normalizeHarnessName } from './harness-name.ts'
import { PlaceName } from './place-name.ts'
import { AgentAsk } from './signal.ts'
import { ConversationId, HarnessSessionId, PaneId, RunId, Sequence, TerminalId } from './ids.ts'

/** How the wakes of a conversation went; kept over restarts so that back-off and caps are. */
export const WakeRecord = z.object({
  failures: z.int().nonnegative(),
  lastFailedAt: z.number().nullable(),
  lastError: z.string().nullable(),
  /** How long whoever refused the last one asked to be left alone. */
  lastRetryAfterMs: z.number().nullable().default(null),
  /** Starts of wakes within the last hour, oldest first. */
  recent: z.array(z.number()),
  /** Why it was woken last, for people. */
  reason: z.string(),
  /** Why it is not woken now although mail waits; empty when nothing waits. */
  holding: z.string(),
  /** Why only a person wakes it again; null while it is armed. */
  parked: z.string().nullable().default(null),
  /** A wake was typed into its pane and no turn has begun since; never typed again by itself. */
  isPasteInDoubt: z.boolean().default(false),
})
export type WakeRecord = z.infer<typeof WakeRecord>

/** Nothing happened yet. */
export const noWakes: WakeRecord = {
  failures: 0,
  lastFailedAt: null,
  lastError: null,
  lastRetryAfterMs: null,
  recent: [],
  reason: '',
  holding: '',
  parked: null,
  isPasteInDoubt: false,
}

/** This app's durable record of a run: what it takes to show it, wake it and bring it back. */
export const Conversation = z.object({
  id: ConversationId,
  runId: RunId,
  parentId: ConversationId.nullable(),
  name: z.string(),
  harness: HarnessName,
  /** Set before the first write; changed only when the service says that the run goes on elsewhere. */
  place: z.enum(['local', 'remote']),
  /** The place that carries out a remote one; null: the service's own workers. */
  at: PlaceName.nullable().catch(null),
  directory: z.string(),
  command: z.array(z.string()),
  model: z.string().nullable(),
  permissionMode: PermissionMode,
  /** Who chose harness, directory and permissions. */
  startedBy: z.enum(['person', 'agent']).catch('agent'),
  prompt: z.string(),
  /** What the harness resumes by; minted at the start of a local one, told by the service for a remote one. */
  session: HarnessSessionId.nullable(),
  /** The harness's configuration directory at the start, when it was not the default. */
  configDirectory: z.string().nullable(),
  paneId: PaneId,
  /** The screen in the pty host; null for a remote one. */
  terminalId: TerminalId.nullable(),
  /** The last event handled: of this run, and for a root of its whole family. Never moves backwards. */
  cursor: Sequence,
  isPinned: z.boolean(),
  isKilled: z.boolean(),
  /** Run state at last sight; null before the first. */
  lastState: z.string().nullable(),
  /** Why it is in that state, for people. */
  lastMessage: z.string(),
  /** What it asks a person now. */
  ask: AgentAsk.nullable().default(null),
  /** It waits for events at most until then; milliseconds since the epoch. */
  waitingUntil: z.number().nullable().default(null),
  /** When its last turn began; milliseconds since the epoch. */
  turnBeganAt: z.number().nullable().default(null),
  /** The usage limit of its harness is exhausted until then, as its last failure told. */
  limitedUntil: z.number().nullable().default(null),
  changedAt: z.number(),
  createdAt: z.number(),
  wakes: WakeRecord,
})
export type Conversation = z.infer<typeof Conversation>

/** The stored list. Records are parsed one by one: a broken one is set aside alone. */
export const storedConversations: Versioned<unknown[]> = {
  version: 1,
  schema: z.array(z.unknown()),
  migrations: {},
}

/** The ids a new conversation needs; minted by the caller. */
export type MintedIds = {
  readonly id: ConversationId
  readonly paneId: PaneId
  readonly terminalId: TerminalId
  readonly session: HarnessSessionId
}

/** What a conversation takes over of a run that the service tells of. */
export type ToldRun = {
  readonly run_id: RunId
  readonly title: string
  readonly prompt: string
  readonly state: string
  readonly is_killed: boolean
  readonly execution_location?: 'LOCAL' | 'REMOTE' | undefined
  readonly harness_session_id?: HarnessSessionId | null | undefined
  readonly last_event_sequence?: Sequence | null | undefined
  readonly status_message?: { readonly message: string } | null | undefined
  readonly agent_config?:
    | {
        readonly name?: string | undefined
        readonly harness?: { readonly type: string; readonly model_id?: string | undefined } | undefined
        readonly working_directory?: string | undefined
        readonly command?: string[] | undefined
        readonly permission_mode?: PermissionMode | undefined
        readonly base_prompt?: string | undefined
        readonly place?: PlaceName | undefined
      }
    | null
    | undefined
}

/** The conversation of a run that somebody else started, in this app's own words. */
export function conversationOfRun(
  run: ToldRun,
  parentId: ConversationId | null,
  ids: MintedIds,
  defaults: { readonly directory: string; readonly now: number },
): Conversation {
  const config = run.agent_config ?? {}
  const place = run.execution_location === 'LOCAL' ? 'local' : 'remote'
  return {
    id: ids.id,
    runId: run.run_id,
    parentId,
    name: config.name?.trim() || run.title.trim() || 'Agent',
    harness: normalizeHarnessName(config.harness?.type ?? 'claude'),
    place,
    at: config.place ?? null,
    directory: config.working_directory ?? defaults.directory,
    command: config.command ?? [],
    model: config.harness?.model_id ?? null,
    permissionMode: config.permission_mode ?? 'default',
    startedBy: 'agent',
    prompt: effectivePrompt(run.prompt, config),
    session: run.harness_session_id ?? (place === 'local' ? ids.session : null),
    configDirectory: null,
    paneId: ids.paneId,
    terminalId: place === 'local' ? ids.terminalId : null,
    cursor: run.last_event_sequence ?? 0,
    isPinned: false,
    isKilled: run.is_killed,
    lastState: run.state,
    lastMessage: run.status_message?.message ?? '',
    ask: null,
    waitingUntil: null,
    turnBeganAt: null,
    limitedUntil: null,
    changedAt: defaults.now,
    createdAt: defaults.now,
    wakes: noWakes,
  }
}
