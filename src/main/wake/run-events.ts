import { describeFailure, type ApiClient, type RequestFailure } from '../../shared/contract/api/client.ts'
import type { LogEvent } from '../../shared/contract/api/event.ts'
import { RunItem } from '../../shared/contract/api/run.ts'
import type { AskAnswer } from '../../shared/domain/ask-answer.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { isFollowedEventType } from '../../shared/domain/event.ts'
import { MessageId, RunId } from '../../shared/domain/ids.ts'
import { noticeKind } from '../../shared/domain/notice.ts'
import type { Conversations } from '../store/conversations.ts'
import { describeAnswer } from './answer.ts'
import type { WakeBoundsBook } from './bounds.ts'
import type { Mailboxes } from './mailboxes.ts'
import type { Waits } from './waits.ts'
import type { Waker } from './waker.ts'

/** What an event of the log leads to. */
export type RunEventEffects = {
  readonly conversations: Conversations
  readonly mailboxes: Mailboxes
  readonly waker: Waker
  readonly bounds: WakeBoundsBook
  readonly waits: Waits
  readonly client: ApiClient
  readonly now: () => number
  /** Makes the conversation of a run that is not known here; starts it when it is a local one that nobody started. */
  readonly adopt: (run: RunItem, parent: Conversation) => Promise<void>
  readonly stopProcess: (conversation: Conversation) => Promise<void>
  /** Where the run is carried out from here on; throws when that cannot be made so now. */
  readonly followPlace: (conversation: Conversation, run: RunItem) => Promise<Conversation>
  /** Hands an answer to the agent that waits for it here. */
  readonly giveAnswer: (conversation: Conversation, answer: AskAnswer) => Promise<void>
  /** An agent told its person something. */
  readonly tellNote: (conversation: Conversation, note: string) => void
  readonly tell: (
    kind: 'state' | 'mail' | 'source' | 'answer',
    conversation: Conversation,
    what: { title: string; why: string; state?: string },
  ) => void
}

/** Applies one event. Truth is asked of the service, so that an event heard twice or late changes nothing wrongly. */
export async function applyRunEvent(event: LogEvent, effects: RunEventEffects): Promise<void> {
  if (!isFollowedEventType(event.event_type)) return
  if (event.event_type === 'child_agent_started') return adoptChild(event, effects)
  const conversation = effects.conversations.ofRun(event.run_id)
  if (!conversation) return
  // Before the gate: whoever learnt of the kill first, the process ends.
  if (event.event_type === 'run_killed') return bury(conversation, effects)
  if (conversation.isKilled) return
  switch (event.event_type) {
    case 'wait_began': {
      const until = Number(event.ref_id)
      // Heard once more after a restart it may be over long since; a wait nobody ends is told of when it is overdue.
      if (Number.isFinite(until) && until > 0) effects.waits.note(conversation, until)
      return
    }
    case 'wait_ended':
      return effects.waits.note(conversation, null)
    case 'wake_requested':
      return void effects.waker.considerAfresh(conversation.id)
    case 'new_message':
      effects.waits.note(conversation, null)
      await tellMail(event, conversation, effects)
      return void effects.waker.consider(conversation.id)
    case 'turn_began': {
      const turnBeganAt = Date.parse(event.occurred_at)
      effects.conversations.update(conversation.id, (now) => ({ ...now, turnBeganAt }))
      effects.waker.turnBegan(conversation.id)
      return refreshRun(conversation, effects)
    }
    case 'run_cancelled':
      // A person who broke the turn off at its pane goes on there: the process is theirs.
      if (conversation.place === 'local' && !(await wasInterrupted(conversation, effects)))
        await effects.stopProcess(conversation)
      return refreshRun(conversation, effects)
    case 'message_surfaced':
    case 'message_delivered':
      await effects.mailboxes.pending(conversation.runId)
      return
    case 'user_notified':
      return tellNote(event, conversation, effects)
    case 'ask_answered':
      await refreshRun(conversation, effects, 'answered')
      return
    case 'message_released':
      return void effects.waker.consider(conversation.id)
    case 'run_succeeded':
      effects.waker.turnSucceeded(conversation.id)
      await refreshRun(conversation, effects)
      return void effects.waker.consider(conversation.id)
    case 'run_failed':
    case 'run_errored': {
      await refreshRun(conversation, effects)
      const why = effects.conversations.get(conversation.id)?.lastMessage
      return effects.waker.turnFailed(conversation.id, why || 'its turn failed')
    }
    default:
      await refreshRun(conversation, effects)
      return void effects.waker.consider(conversation.id)
  }
}

/** Asks for the run and keeps what it says. */
export async function refreshRun(
  conversation: Conversation,
  effects: RunEventEffects,
  because: 'answered' | 'moved' = 'moved',
): Promise<void> {
  const run = await effects.client.call('getRun', { params: { run_id: conversation.runId } })
  if (!run.ok) return refuseForGood(run.error)
  const { state, status_message: status, harness_session_id: session, is_killed: isKilled } = run.value
  if (!isKilled) await effects.followPlace(conversation, run.value)
  const before = effects.conversations.get(conversation.id)
  const message = status?.message ?? ''
  const ask = state === 'BLOCKED' ? (status?.ask ?? null) : null
  const after = effects.conversations.update(conversation.id, (now) =>
    now.lastState === state &&
    now.lastMessage === message &&
    now.ask?.id === ask?.id &&
    now.isKilled === isKilled &&
    (!session || now.session === session)
      ? now
      : {
          ...now,
          lastState: state,
          lastMessage: message,
          ask,
          isKilled: now.isKilled || isKilled,
          session: session ?? now.session,
          changedAt: now.lastState === state ? now.changedAt : effects.now(),
        },
  )
  if (after && status?.failure === 'rate-limit') noteUsageLimit(after, status.resets_at, effects)
  if (after && before && before.lastState !== state)
    effects.tell('state', after, { title: '', why: message, state })
  const answer = ask !== null && status?.answer?.ask_id === ask.id ? status.answer : null
  if (after === null || answer === null) return
  if (because === 'answered') effects.tell('answer', after, describeAnswer(answer, after.name))
  if (after.place === 'local') await effects.giveAnswer(after, answer) // a remote one's worker does
}

/** Its account is exhausted: others of the same harness wait for the reset too, where it was told. */
function noteUsageLimit(
  conversation: Conversation,
  resetsAt: number | undefined,
  effects: RunEventEffects,
): void {
  if (resetsAt === undefined || resetsAt <= effects.now()) return
  effects.bounds.noteLimit(conversation, resetsAt)
  effects.conversations.update(conversation.id, (now) => ({ ...now, limitedUntil: resetsAt }))
}

async function wasInterrupted({ runId }: Conversation, { client }: RunEventEffects): Promise<boolean> {
  const run = await client.call('getRun', { params: { run_id: runId } })
  if (!run.ok) {
    refuseForGood(run.error)
    return false
  }
  return run.value.status_message?.failure === 'interrupted'
}

async function adoptChild(event: LogEvent, effects: RunEventEffects): Promise<void> {
  const parent = effects.conversations.ofRun(event.run_id)
  const childId = RunId.safeParse(event.ref_id)
  if (!parent || !childId.success || effects.conversations.ofRun(childId.data)) return
  const run = await effects.client.call('getRun', { params: { run_id: childId.data } })
  if (run.ok) return effects.adopt(run.value, parent)
  refuseForGood(run.error) // a run that is gone by now was never shown
}

async function bury(conversation: Conversation, effects: RunEventEffects): Promise<void> {
  effects.conversations.update(conversation.id, (now) => (now.isKilled ? now : { ...now, isKilled: true }))
  if (conversation.place === 'local') await effects.stopProcess(conversation)
}

/** What a repetition cannot change is over; anything else throws, and the event is read again a little later. */
function refuseForGood(failure: RequestFailure): void {
  if (failure.kind !== 'refused' || failure.retryable) throw new Error(describeFailure(failure))
}

async function tellNote(
  event: LogEvent,
  conversation: Conversation,
  effects: RunEventEffects,
): Promise<void> {
  const params = { run_id: conversation.runId }
  const listed = await effects.client.call('listNotifications', { params })
  if (!listed.ok) return refuseForGood(listed.error)
  const note = listed.value.notifications.find((one) => one.notification_id === event.ref_id)
  if (note) effects.tellNote(conversation, note.message) // an old one may be gone from the list
}

async function tellMail(
  event: LogEvent,
  conversation: Conversation,
  effects: RunEventEffects,
): Promise<void> {
  const id = MessageId.safeParse(event.ref_id)
  const header = id.success ? await effects.mailboxes.header(conversation.runId, id.data) : null
  if (!header) return // delivered already, or the service is away
  const from = header.sender_name ?? (header.kind === 'source' ? 'a source' : 'you')
  effects.tell(header.kind === 'source' ? 'source' : 'mail', conversation, {
    title: `${from} → ${conversation.name}${header.subject === '' ? '' : `: ${header.subject}`}`,
    why: header.kind === noticeKind ? 'told by the service' : 'put into its mailbox',
  })
}
