import { z } from 'zod'
import { wordsOf, type Dialect, type DialectRequest } from './dialect.ts'
import type { ScriptEntry, ScriptStep } from './script.ts'

const Item = z.looseObject({
  type: z.string().default('message'),
  role: z.string().optional(),
  content: z.unknown().optional(),
  output: z.unknown().optional(),
})
const Request = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  input: z.union([z.string(), z.array(Item)]),
  tools: z.array(z.unknown()).default([]),
})

/** OpenAI Responses, as Codex 0.169.0 speaks it. */
export const openAiResponses: Dialect = {
  matches: (path) => path.endsWith('/responses'),
  read: (body) => {
    const parsed = Request.safeParse(body)
    if (!parsed.success) return null
    const { model, stream, input, tools } = parsed.data
    const items = typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input
    const side = tools.length === 0 ? ({ kind: 'text', text: 'Scripted title' } as const) : null
    return { model, isStream: stream ?? false, entries: items.flatMap(entriesOf), side, body }
  },
  shell: (command) => ({ name: 'exec_command', input: { cmd: command } }),
  whole: (id, request, step) => JSON.stringify(responseOf(id, request, 'completed', [itemOf(id, step)])),
  streamed: (id, request, step) => {
    const item = itemOf(id, step)
    const begun =
      step.kind === 'tool' ? { ...item, arguments: '' } : { ...item, status: 'in_progress', content: [] }
    const at = { item_id: item.id, output_index: 0, content_index: 0 }
    const deltas = step.kind === 'text' ? wordsOf(step.text) : []
    const events: readonly { readonly type: string }[] = [
      { type: 'response.created', ...{ response: responseOf(id, request, 'in_progress', []) } },
      { type: 'response.output_item.added', ...{ output_index: 0, item: begun } },
      ...deltas.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
      { type: 'response.output_item.done', ...{ output_index: 0, item } },
      { type: 'response.completed', ...{ response: responseOf(id, request, 'completed', [item]) } },
    ]
    return events.map(
      (event, sequence_number) =>
        `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`,
    )
  },
  error: (status) =>
    JSON.stringify({
      error: {
        message: `scripted ${status}`,
        // What Codex takes for an exhausted plan, and not for a moment's crowd.
        ...(status === 429
          ? { type: 'usage_limit_reached', plan_type: 'plus' }
          : { type: 'invalid_request_error' }),
      },
    }),
}

function entriesOf(item: z.infer<typeof Item>): ScriptEntry[] {
  if (item.type === 'function_call') return [{ kind: 'tool-call' }]
  if (item.type === 'function_call_output')
    return [{ kind: 'tool-result', text: outputOf(textOf(item.output)) }]
  if (item.type !== 'message') return []
  const text = textOf(item.content)
  if (item.role === 'assistant') return [{ kind: 'assistant-text' }]
  const isSpoken =
    item.role === 'user' && !/^<(environment_context|user_instructions|turn_aborted)/.test(text)
  return [{ kind: isSpoken ? 'user-text' : 'context', text }]
}

/** Codex puts a header in front of what a command printed. */
const outputOf = (text: string): string => (/\nOutput:\n([\s\S]*)$/.exec(text)?.[1] ?? text).trimEnd()

const Block = z.looseObject({ text: z.string().default('') })
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  const blocks = z.array(Block).safeParse(content)
  return blocks.success ? blocks.data.map(({ text }) => text).join('\n') : ''
}

/** A server's tools stand in a namespace of their own. */
const spelled = (name: string): { readonly name: string; readonly namespace?: string } => {
  const [, namespace, own] = /^(mcp__\w+?)__(\w+)$/.exec(name) ?? []
  return namespace === undefined || own === undefined ? { name } : { name: own, namespace }
}

const itemOf = (id: string, step: ScriptStep) =>
  step.kind === 'tool'
    ? {
        ...{ type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, ...spelled(step.name) },
        arguments: JSON.stringify(step.input),
      }
    : {
        ...{ type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed' },
        content: [{ type: 'output_text', text: step.text, annotations: [] }],
      }

const usage = {
  ...{ input_tokens: 12, output_tokens: 5, total_tokens: 17 },
  ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
}

const responseOf = (id: string, { model }: DialectRequest, status: string, output: readonly object[]) => ({
  ...{ id: `resp_${id}`, object: 'response', created_at: 0, status, model, output },
  usage: status === 'completed' ? usage : null,
})
