import { z } from 'zod'
import { ofRun, route } from './route.ts'

// A conversation in one shape, whichever harness had it (Oz).

const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('action'),
    id: z.string(),
    category: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('action_result'),
    action_id: z.string(),
    category: z.string(),
    name: z.string(),
    state: z.enum(['running', 'completed', 'failed', 'denied']),
    output: z.record(z.string(), z.unknown()),
  }),
])
export type ConversationBlock = z.infer<typeof Block>

const Message = z.object({
  message_ids: z.array(z.string()).optional(),
  request_id: z.string().optional(),
  role: z.enum(['user', 'assistant', 'tool', 'system']),
  timestamp: z.string().optional(),
  content: z.array(Block),
})
export type ConversationMessage = z.infer<typeof Message>

export type ConversationStep = {
  id: string
  description?: string | undefined
  started_at?: string | undefined
  completed_at?: string | undefined
  messages: ConversationMessage[]
  steps: ConversationStep[]
}
const Step: z.ZodType<ConversationStep, ConversationStep> = z.lazy(() =>
  z.object({
    id: z.string(),
    description: z.string().optional(),
    started_at: z.string().optional(),
    completed_at: z.string().optional(),
    messages: z.array(Message),
    steps: z.array(Step),
  }),
)

export const Conversation = z.object({ conversation_id: z.string(), steps: z.array(Step) })

export const conversationRoutes = {
  getRunConversation: route({
    method: 'GET',
    path: '/agent/runs/:run_id/conversation',
    params: ofRun,
    response: Conversation,
  }),
  getConversation: route({
    method: 'GET',
    path: '/agent/conversations/:conversation_id',
    params: z.object({ conversation_id: z.string().min(1).max(200) }),
    response: Conversation,
  }),
  /** Where to read on when a session is over; nothing while it lives. */
  getSessionRedirect: route({
    method: 'GET',
    path: '/agent/sessions/:session_uuid/redirect',
    params: z.object({ session_uuid: z.string().min(1).max(200) }),
    response: z.object({ conversation_id: z.string().optional() }),
  }),
}
