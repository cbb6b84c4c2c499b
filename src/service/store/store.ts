import type { OutputChunk } from '../../shared/contract/api/worker.ts'
import type { MessageId, RunId, ExecutionId, Sequence } from '../../shared/domain/ids.ts'
import type { Event } from '../../shared/kernel/emitter.ts'
import type {
  Run,
  NewRun,
  RunChange,
  RunFilter,
  StoredMessage,
  MessageOutline,
  NewMessage,
  MessageChange,
  Execution,
  NewExecution,
  ExecutionChange,
  StoredEvent,
  NewEvent,
  EventFilter,
  StoredTranscript,
  TranscriptUpload,
  StoredWorkerToken,
  StoredArtifact,
  StoredAttachment,
  StoredNotification,
  RememberedAnswer,
  WorkerOffer,
  LogGap,
} from './rows.ts'
import type { FiringTable, SubscriptionTable } from './source-rows.ts'
import type { WakeTable } from './wake-rows.ts'

// The port of everything that must be remembered. Nothing above `store/` knows how; a replicated engine can stand
// behind it, because a change is a decision over a transaction: it reads and writes, and has no other effect.

/** One instant, one view, one commit. Ids and time come with it, so that a decision needs nothing else. */
export type Transaction = {
  readonly now: number
  readonly newId: () => string
  readonly runs: {
    readonly insert: (run: NewRun) => void
    readonly find: (runId: RunId) => Run | null
    readonly location: (runId: RunId) => Run['location'] | null
    readonly change: (runId: RunId, change: RunChange) => void
    readonly list: (filter: RunFilter) => readonly Run[]
    /** Without the killed ones. */
    readonly countByState: () => Readonly<Record<string, number>>
    readonly children: (runId: RunId) => readonly RunId[]
    /** The run itself and everything above it. */
    readonly ancestors: (runId: RunId) => readonly RunId[]
    readonly livingChildNamed: (parent: RunId, name: string) => RunId | null
    /** Runs of a family (of all families with null) with this display name, the killed ones last; at most a few. */
    readonly named: (root: RunId | null, name: string) => readonly Run[]
    /** The newest run of this conversation. */
    readonly ofConversation: (conversationId: string) => Run | null
    /** The newest run whose harness session or execution this is. */
    readonly ofSession: (sessionId: string) => Run | null
    readonly familyNames: (root: RunId) => readonly string[]
  }
  readonly events: {
    readonly append: (run: Pick<Run, 'runId' | 'rootRunId'>, event: NewEvent) => Sequence
    readonly after: (filter: EventFilter, since: Sequence, limit: number) => readonly StoredEvent[]
    readonly lastSequence: () => Sequence
    /** What a reader who stands at `since` can no longer get from `after`. */
    readonly gap: (filter: EventFilter, since: Sequence) => LogGap
    /** Takes out some of what stands before both marks, the oldest first; answers how many. The newest entry stays. */
    readonly compact: (marks: {
      readonly sequence: Sequence
      readonly occurredAt: number
      readonly limit: number
    }) => number
  }
  readonly messages: {
    readonly insert: (message: NewMessage) => void
    readonly find: (messageId: MessageId) => StoredMessage | null
    readonly change: (messageId: MessageId, change: MessageChange) => void
    readonly remove: (messageId: MessageId) => void
    readonly list: (filter: {
      readonly runId: RunId
      readonly only: { readonly unread: boolean; readonly pending: boolean }
      readonly sentAfter: number | null
      readonly limit: number
      /** The last ones instead of the first, in the same order. */
      readonly isNewest?: boolean
    }) => readonly StoredMessage[]
    /** Everything of the run that is not delivered, oldest first. */
    readonly open: (runId: RunId) => readonly MessageOutline[]
    readonly pendingCount: (runId: RunId) => number
    readonly pendingNotice: (recipient: RunId, sender: RunId) => MessageId | null
    readonly hasSentSince: (sender: RunId, recipient: RunId, since: Sequence) => boolean
  }
  /** What the service decides about waking remote runs. */
  readonly wakes: WakeTable
  readonly subscriptions: SubscriptionTable
  readonly firings: FiringTable
  readonly executions: {
    readonly insert: (execution: NewExecution) => void
    readonly find: (executionId: ExecutionId) => Execution | null
    readonly change: (executionId: ExecutionId, change: ExecutionChange) => void
    /** Those of the run that have not ended, oldest first: at most one works and one stands behind it. */
    readonly open: (runId: RunId) => readonly Execution[]
    /** Whether the last lease of any execution of the run was given to this worker token. */
    readonly hasHeld: (holder: string, runId: RunId) => boolean
    /** The oldest that waits and that the worker can take. */
    readonly oldestWaiting: (offer: WorkerOffer) => Execution | null
    /** When the first of those it may not take yet, because another worker keeps their session, is free for all. */
    readonly reservedUntil: (offer: WorkerOffer) => number | null
    readonly leased: () => readonly Execution[]
  }
  readonly outputs: {
    /** The new chunk's position, or null when this part is already there. */
    readonly append: (execution: Execution, part: number, text: string) => number | null
    readonly after: (runId: RunId, since: number, limit: number) => readonly OutputChunk[]
    /** The last position that was given out; 0 before the first. */
    readonly lastPosition: (runId: RunId) => number
    /** What a reader who stands at `since` can no longer get from `after`. */
    readonly gap: (runId: RunId, since: number) => LogGap
  }
  readonly transcripts: {
    readonly put: (
      runId: RunId,
      transcript: Pick<StoredTranscript, 'format' | 'sessionId'> & { readonly content: string },
    ) => void
    readonly find: (runId: RunId) => StoredTranscript | null
    /** Gives `to`, which has none, all that is kept of `from`. */
    readonly copy: (from: RunId, to: RunId) => void
    /** At most `limit` bytes of what is kept, fewer at its end. */
    readonly read: (runId: RunId, offset: number, limit: number) => Buffer
    readonly upload: (runId: RunId) => TranscriptUpload | null
    /** In place of an earlier one. */
    readonly beginUpload: (runId: RunId, uploadId: string, base: number) => void
    readonly append: (runId: RunId, upload: TranscriptUpload, data: Buffer) => TranscriptUpload
    /** From here on the upload is what is kept. */
    readonly commit: (
      runId: RunId,
      upload: TranscriptUpload,
      transcript: Pick<StoredTranscript, 'format' | 'sessionId' | 'sha256'>,
    ) => void
  }
  /** Tokens are known by their hash only. */
  readonly tokens: {
    readonly insert: (hash: string, runId: RunId, expiresAt?: number) => void
    readonly runOf: (
      hash: string,
    ) => { readonly runId: RunId; readonly isRevoked: boolean; readonly expiresAt: number | null } | null
    readonly revokeAll: (runId: RunId) => void
  }
  readonly workerTokens: {
    readonly insert: (hash: string, token: Omit<StoredWorkerToken, 'issuedAt' | 'revokedAt'>) => void
    readonly find: (hash: string) => StoredWorkerToken | null
    readonly list: () => readonly StoredWorkerToken[]
    /** False when there is none. */
    readonly revoke: (tokenId: string) => boolean
  }
  readonly artifacts: {
    readonly insert: (artifact: Omit<StoredArtifact, 'createdAt'>) => void
    readonly find: (artifactUid: string) => StoredArtifact | null
    readonly ofRun: (runId: RunId) => readonly StoredArtifact[]
    readonly remove: (artifactUid: string) => void
    readonly allUids: () => readonly string[]
  }
  readonly attachments: {
    readonly insert: (attachment: StoredAttachment) => void
    /** Without their bytes, in the order they were given. */
    readonly ofRun: (
      runId: RunId,
    ) => readonly (Omit<StoredAttachment, 'bytes'> & { readonly sizeBytes: number })[]
    readonly find: (runId: RunId, attachmentUid: string) => StoredAttachment | null
  }
  readonly notifications: {
    readonly insert: (notification: Omit<StoredNotification, 'sentAt'>) => void
    /** The last ones, oldest first. */
    readonly ofRun: (runId: RunId, limit: number) => readonly StoredNotification[]
  }
  readonly answers: {
    readonly find: (key: string, route: string, subject: string) => RememberedAnswer | null
    readonly remember: (key: string, route: string, subject: string, answer: RememberedAnswer) => void
  }
}

/**
 * The disk did not take the change: nothing of it is there, or (after an I/O error) perhaps all of it is, unacknowledged.
 * Expected of any disk; asking again may help.
 */
export class StoreFailure extends Error {
  readonly kind: 'full' | 'io' | 'damaged' | 'busy'
  constructor(kind: StoreFailure['kind'], options: ErrorOptions) {
    super(`the store failed: ${kind}`, options)
    this.kind = kind
  }
}

/** How the last attempt to write went. */
export type StoreHealth = 'ok' | StoreFailure['kind']

/** What a commit made visible; told after it is durable, in the order of the log. */
export type Committed = {
  readonly events: readonly StoredEvent[]
  readonly outputs: readonly { readonly runId: RunId; readonly chunk: OutputChunk }[]
}

export type Store = {
  /** Looks at what is committed. */
  readonly read: <Value>(ask: (transaction: Transaction) => Value) => Value
  /** Resolves when the change is durable; a decision that throws has changed nothing. */
  readonly change: <Value>(decide: (transaction: Transaction) => Value) => Promise<Value>
  readonly onCommitted: Event<Committed>
  /** Where a damaged database was moved to when this one was begun. */
  readonly setAside: string | null
  readonly health: () => StoreHealth
  /** Told when the health changes. */
  readonly onHealth: Event<StoreHealth>
  /** Finishes what was accepted and closes. */
  readonly close: () => void
}
