import { z } from 'zod'
import { wordsOf, type Dialect } from './dialect.ts'
import type { ScriptEntry, ScriptStep } from './script.ts'

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  content: z.unknown().optional(),
})
const Entry = z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(Block)]) })

/** What is read of a request to `/v1/messages`. */
const MessagesRequest = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(Entry),
  system: z.unknown().optional(),
  tools: z.array(z.looseObject({ name: z.string().optional() })).default([]),
  output_config: z.looseObject({ format: z.unknown().optional() }).optional(),
  output_format: z.unknown().optional(),
})
type MessagesRequest = z.infer<typeof MessagesRequest>

const reminder = /<system-reminder>[\s\S]*?<\/system-reminder>/g

/** Anthropic Messages, as Claude Code 2.1.330 speaks it. */
export const anthropic: Dialect = {
  matches: (path) => path.endsWith('/v1/messages'),
  read: (body) => {
    const parsed = MessagesRequest.safeParse(body)
    if (!parsed.success) return null
    const { model, stream } = parsed.data
    const side = isSideCall(parsed.data) ? sideAnswer(parsed.data) : null
    return { model, isStream: stream ?? false, entries: entriesOf(parsed.data), side, body }
  },
  shell: (command) => ({ name: 'Bash', input: { command, description: 'scripted' } }),
  whole: (id, { model }, step) => JSON.stringify(messageOf(id, model, step)),
  streamed: (id, { model }, step) => streamedAnswer(id, model, step),
  error: errorAnswer,
}

/** The conversation of a request. Claude sends hook contexts as `system` entries between the others (2.1.330). */
function entriesOf(request: MessagesRequest): ScriptEntry[] {
  return request.messages.flatMap(({ role, content }): ScriptEntry[] => {
    const blocks =
      typeof content === 'string' ? [{ type: 'text', text: content, content: undefined }] : content
    const text = blocks.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])).join('\n')
    if (role === 'assistant')
      return blocks.map(
        (block) => ({ kind: block.type === 'tool_use' ? 'tool-call' : 'assistant-text' }) as const,
      )
    if (role !== 'user') return [{ kind: 'context', text }]
    const results = blocks.flatMap((block) => (block.type === 'tool_result' ? [textOf(block.content)] : []))
    const spoken = text.replaceAll(reminder, '').trim()
    const reminded = text.match(reminder)?.join('\n') ?? ''
    return [
      ...results.map((result) => ({ kind: 'tool-result', text: result }) as const),
      // A wake is nothing but a reminder, and begins a turn all the same; beside a result a text goes on with it.
      ...(results.length > 0 ? contextOf(spoken) : [{ kind: 'user-text', text: spoken } as const]),
      ...contextOf(reminded),
    ]
  })
}

const contextOf = (text: string): ScriptEntry[] => (text === '' ? [] : [{ kind: 'context', text }])

/** Titles and the like: requests beside the conversation, without tools or with a forced shape. */
const isSideCall = (request: MessagesRequest): boolean =>
  request.tools.length === 0 ||
  request.output_config?.format !== undefined ||
  request.output_format !== undefined

/** A sane answer to a side call. */
const sideAnswer = (request: MessagesRequest): ScriptStep => ({
  kind: 'text',
  text:
    request.tools.length === 0 && !request.output_config?.format && !request.output_format
      ? 'Scripted title'
      : '{"title":"Scripted title"}',
})

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  const parsed = z.array(Block).safeParse(content)
  return parsed.success ? parsed.data.map((block) => block.text ?? '').join('\n') : ''
}

const usage = {
  input_tokens: 12,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 9,
}

function messageOf(id: string, model: string, step: ScriptStep) {
  const content =
    step.kind === 'tool'
      ? [{ type: 'tool_use', id: `toolu_${id}`, name: step.name, input: step.input }]
      : [{ type: 'text', text: step.text }]
  const stop_reason = step.kind === 'tool' ? 'tool_use' : 'end_turn'
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason,
    stop_sequence: null,
    usage,
  }
}

/** The events of a streamed answer. */
function streamedAnswer(id: string, model: string, step: ScriptStep): string[] {
  const message = messageOf(id, model, step)
  const block = step.kind === 'tool' ? { ...message.content[0], input: {} } : { type: 'text', text: '' }
  const deltas =
    step.kind === 'tool'
      ? [{ type: 'input_json_delta', partial_json: JSON.stringify(step.input) }]
      : wordsOf(step.text).map((text) => ({ type: 'text_delta', text }))
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ]
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

/** An error as the API spells it. */
function errorAnswer(status: number): string {
  return JSON.stringify({
    type: 'error',
    error: { type: errorTypes[status] ?? 'api_error', message: `scripted ${status}` },
  })
}
