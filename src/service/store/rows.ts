import type { Metadata } from '../../shared/contract/api/metadata.ts'
import type { RunConfig, RunSchedule } from '../../shared/contract/api/run.ts'
import type { ExecutionId, HarnessSessionId, MessageId, RunId, Sequence } from '../../shared/domain/ids.ts'
import type { RunState } from '../../shared/domain/run.ts'
import type { AskAnswer } from '../../shared/domain/ask-answer.ts'
import type { AgentAsk } from '../../shared/domain/signal.ts'

// What is remembered, as the port of the store gives and takes it.

/** Times are milliseconds since the epoch; the wire's spelling is made where an answer is made. */
export type Run = {
  readonly runId: RunId
  /** Position in the list of all runs: newer is greater. */
  readonly position: number
  readonly parentRunId: RunId | null
  readonly rootRunId: RunId
  readonly name: string
  /** Whether a person or an agent chose the name; only chosen names must be unique among siblings. */
  readonly isNamed: boolean
  readonly title: string
  readonly prompt: string
  readonly location: 'LOCAL' | 'REMOTE'
  readonly harness: string
  readonly config: RunConfig | null
  readonly conversationId: string | null
  /** What caused it; free, so that a newer build's word is kept. */
  readonly source: string
  /** The run that started it; null: the owner. */
  readonly creatorRunId: RunId | null
  readonly skill: string | null
  readonly modelId: string | null
  readonly environmentId: string | null
  readonly metadata: Metadata | null
  readonly schedule: RunSchedule | null
  readonly requestHash: string
  readonly state: RunState
  readonly isKilled: boolean
  readonly statusMessage: StatusText | null
  readonly harnessSessionId: HarnessSessionId | null
  readonly executionId: ExecutionId | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly startedAt: number | null
  /** How far the run's owner has read the log. */
  readonly cursor: Sequence
  /** Where the log stood when the present turn (or execution) began. */
  readonly turnBeganAt: Sequence
  /** The ended state a reopen left, while nothing has begun since. */
  readonly reopenedFrom: RunState | null
  /** A web page where a person can watch it, as the place told that carries it out. */
  readonly watchLink: string | null
}
export type StatusText = {
  readonly message: string
  readonly error_code?: string
  readonly retryable?: boolean
  /** What the agent asks, while it is blocked. */
  readonly ask?: AgentAsk
  /** What was decided about it, until the agent has it. */
  readonly answer?: AskAnswer
  /** When the usage limit that stopped it resets. */
  readonly resets_at?: number
}
export type NewRun = Omit<Run, 'position'>
export type RunChange = Partial<
  Pick<
    Run,
    | 'state'
    | 'isKilled'
    | 'statusMessage'
    | 'harnessSessionId'
    | 'executionId'
    | 'location'
    | 'config'
    | 'watchLink'
    | 'startedAt'
    | 'conversationId'
    | 'cursor'
    | 'turnBeganAt'
    | 'reopenedFrom'
  >
>
export type RunSort = 'updated_at' | 'created_at' | 'title' | 'agent'
/** Where a page ended: the value that was sorted by, and the run's position, which decides among equals. */
export type RunPlace = { readonly value: string | number | null; readonly position: number }
export type RunFilter = {
  readonly states?: readonly RunState[]
  readonly name?: string
  readonly modelId?: string
  /** A run id, or `owner`. */
  readonly creator?: string
  readonly source?: string
  readonly location?: 'LOCAL' | 'REMOTE'
  readonly createdAfter?: number
  readonly createdBefore?: number
  readonly updatedAfter?: number
  readonly environmentId?: string
  readonly skill?: string
  readonly scheduleId?: string
  readonly ancestorRunIds?: readonly RunId[]
  readonly artifactType?: string
  readonly words?: readonly string[]
  readonly metadata?: Metadata
  readonly sort: RunSort
  readonly order: 'asc' | 'desc'
  readonly after?: RunPlace
  readonly limit: number
}

/** `surfacedTo` names the session, or `execution:<id>`, in whose context an unconfirmed message stands. */
export type StoredMessage = {
  readonly messageId: MessageId
  readonly sequence: Sequence
  readonly runId: RunId
  readonly senderRunId: RunId | null
  readonly senderName: string | null
  readonly subject: string
  readonly body: string
  readonly kind: string
  readonly state: 'pending' | 'surfaced' | 'delivered'
  readonly surfacedTo: string | null
  readonly claimId: string | null
  readonly isShown: boolean
  readonly sentAt: number
  readonly surfacedAt: number | null
  readonly deliveredAt: number | null
  readonly readAt: number | null
}
/** What a take looks at: a message without its text. */
export type MessageOutline = Pick<
  StoredMessage,
  'messageId' | 'state' | 'surfacedTo' | 'surfacedAt' | 'claimId' | 'isShown'
> & {
  readonly chars: number
}
export type NewMessage = Pick<
  StoredMessage,
  'messageId' | 'sequence' | 'runId' | 'senderRunId' | 'subject' | 'body' | 'kind' | 'sentAt'
>
export type MessageChange = Partial<
  Pick<
    StoredMessage,
    'state' | 'surfacedTo' | 'claimId' | 'isShown' | 'surfacedAt' | 'deliveredAt' | 'readAt'
  >
>

/** behind (another execution of the run works) -> waiting -> leased -> started -> ended. */
export type Execution = {
  readonly executionId: ExecutionId
  readonly runId: RunId
  readonly number: number
  readonly harness: string
  readonly prompt: string
  readonly state: 'behind' | 'waiting' | 'leased' | 'started' | 'ended'
  readonly isCancelled: boolean
  readonly workerId: string | null
  /** Counts the leases of this execution: the fence against a worker that lost it. */
  readonly leaseNumber: number
  readonly leaseExpiresAt: number | null
  /** The worker token that its last lease was given to; null: the owner's. */
  readonly holder: string | null
  /** A worker must offer all of these. */
  readonly labels: readonly string[]
  /** How many leases were handed back unused. */
  readonly refusals: number
  readonly queuedAt: number
  /** Until then its worker keeps the session and the files of the run for the next execution. */
  readonly keptUntil: number | null
}
export type NewExecution = Pick<Execution, 'executionId' | 'runId' | 'harness' | 'prompt' | 'state'> &
  Partial<Pick<Execution, 'labels'>>
export type ExecutionChange = Partial<
  Pick<
    Execution,
    | 'prompt'
    | 'state'
    | 'isCancelled'
    | 'workerId'
    | 'leaseNumber'
    | 'leaseExpiresAt'
    | 'holder'
    | 'refusals'
    | 'queuedAt'
    | 'keptUntil'
  >
>
/** What a worker can take. */
export type WorkerOffer = {
  readonly workerId: string
  readonly harnesses: readonly string[]
  readonly labels: readonly string[]
  /** Executions of this run alone. */
  readonly onlyRun: RunId | null
  /** Workers that were seen lately: what they keep is theirs first. */
  readonly connected: readonly string[]
}

export type StoredEvent = {
  readonly sequence: Sequence
  readonly type: string
  readonly runId: RunId
  readonly rootRunId: RunId
  readonly refId: string | null
  readonly executionId: ExecutionId | null
  readonly occurredAt: number
}
export type NewEvent = Pick<StoredEvent, 'type'> & Partial<Pick<StoredEvent, 'refId' | 'executionId'>>
export type EventFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'runs'; readonly runIds: readonly RunId[] }
  | {
      readonly kind: 'family'
      readonly ancestor: RunId
      readonly root: RunId
      readonly self: 'included' | 'excluded'
    }

/** Whether a reader at this place has lost something: entries (of the log, of an output) that were taken out, or a place that never was. */
export type LogGap =
  | { readonly kind: 'none' }
  | { readonly kind: 'compacted'; readonly upTo: number }
  | { readonly kind: 'ahead'; readonly last: number }

/** What is kept of a session, without its content. */
export type StoredTranscript = {
  readonly format: string
  readonly sessionId: HarnessSessionId | null
  readonly bytes: number
  /** In hexadecimal. */
  readonly sha256: string
  readonly updatedAt: number
}
/** An upload that has not come to its end: from `base`, which is 0 or all that is kept, up to `bytes`. */
export type TranscriptUpload = { readonly uploadId: string; readonly base: number; readonly bytes: number }
/** A worker's token, by everything but itself. */
export type StoredWorkerToken = {
  readonly tokenId: string
  readonly name: string
  readonly issuedAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

/** What a run leaves behind. `data` is what the type of artifact has; the bytes of a file stand beside the database. */
export type StoredArtifact = {
  readonly artifactUid: string
  readonly runId: RunId
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly createdAt: number
}

/** A file that was given with a run's prompt. */
export type StoredAttachment = {
  readonly attachmentUid: string
  readonly runId: RunId
  readonly position: number
  readonly name: string
  readonly mimeType: string
  readonly sha256: string
  readonly bytes: Uint8Array
}

/** What an agent wants a person to know. */
export type StoredNotification = {
  readonly notificationId: string
  readonly runId: RunId
  readonly message: string
  readonly sentAt: number
}

/** A remembered answer of a request that carried an idempotency key. */
export type RememberedAnswer = {
  readonly requestHash: string
  readonly status: number
  readonly body: string | null
}
