import { z } from 'zod'

// The glossary's ids, branded: one cannot be passed where another is meant. Made and parsed here only.

export const RunId = z.uuid().brand('RunId')
export type RunId = z.infer<typeof RunId>

export const ExecutionId = z.uuid().brand('ExecutionId')
export type ExecutionId = z.infer<typeof ExecutionId>

export const MessageId = z.string().min(1).max(64).brand('MessageId')
export type MessageId = z.infer<typeof MessageId>

export const ConversationId = z.uuid().brand('ConversationId')
export type ConversationId = z.infer<typeof ConversationId>

/** What a harness can resume by: minted by us where the harness allows it, captured from its first hook otherwise. */
export const HarnessSessionId = z.string().min(1).max(200).brand('HarnessSessionId')
export type HarnessSessionId = z.infer<typeof HarnessSessionId>

export const PaneId = z.string().min(1).max(64).brand('PaneId')
export type PaneId = z.infer<typeof PaneId>

export const TabId = z.string().min(1).max(64).brand('TabId')
export type TabId = z.infer<typeof TabId>

export const WindowId = z.string().min(1).max(64).brand('WindowId')
export type WindowId = z.infer<typeof WindowId>

/** A screen in the pty host. It outlives the processes that run on it, one after the other. */
export const TerminalId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/)
  .brand('TerminalId')
export type TerminalId = z.infer<typeof TerminalId>

export const WorkerId = z.string().min(1).max(128).brand('WorkerId')
export type WorkerId = z.infer<typeof WorkerId>

/** Position in the service's log: one global order of messages and lifecycle. */
export const Sequence = z.int().nonnegative()
export type Sequence = z.infer<typeof Sequence>

export const SubscriptionId = z.uuid().brand('SubscriptionId')
export type SubscriptionId = z.infer<typeof SubscriptionId>

export const FiringId = z.uuid().brand('FiringId')
export type FiringId = z.infer<typeof FiringId>
