/** The event types of the log that this build understands; any other type only moves a cursor. */
export const knownEventTypes = [
  'new_message',
  'run_in_progress',
  'run_succeeded',
  'run_failed',
  'run_errored',
  'run_blocked',
  'run_cancelled',
  'run_killed',
  'run_queued',
  'child_agent_started',
  'run_session_linked',
  'run_relocated',
  'turn_began',
  'turn_ended',
  'message_surfaced',
  'message_delivered',
  'message_released',
  'followup_accepted',
  'ask_answered',
  'wake_parked',
  'wake_armed',
  'wakes_switched',
  'artifact_created',
  'artifact_deleted',
  'user_notified',
] as const
export type KnownEventType = (typeof knownEventTypes)[number]

/** What a run or its owner writes into the log itself; the service only keeps it. */
export const publishedEventTypes = ['wait_began', 'wait_ended', 'wake_requested'] as const
type PublishedEventType = (typeof publishedEventTypes)[number]

/** Whether whoever follows the log gives the type a meaning. */
export const isFollowedEventType = (type: string): type is KnownEventType | PublishedEventType =>
  isKnownEventType(type) || (publishedEventTypes as readonly string[]).includes(type)

/** Whether the service itself tells this type. */
export const isKnownEventType = (type: string): type is KnownEventType =>
  (knownEventTypes as readonly string[]).includes(type)
