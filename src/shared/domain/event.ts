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
  'turn_began',
  'turn_ended',
  'message_surfaced',
  'message_delivered',
  'message_released',
  'followup_accepted',
] as const
export type KnownEventType = (typeof knownEventTypes)[number]

/** Whether this build gives the type a meaning. */
export const isKnownEventType = (type: string): type is KnownEventType =>
  (knownEventTypes as readonly string[]).includes(type)
