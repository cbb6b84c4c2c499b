import { z } from 'zod'
import { wordsOf, type Dialect } from './dialect.ts'
import { splitMail, type ScriptEntry, type ScriptStep } from './script.ts'

const Message = z.looseObject({
  role: z.string(),
  content: z.unknown().optional(),
  tool_calls: z.array(z.unknown()).default([]),
})
const Request = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(Message),
  tools: z.array(z.unknown()).default([]),
})

/** OpenAI Chat Completions, as OpenCode 1.18.33 speaks it through its bundled client. */
export const openAiChat: Dialect = {
  matches: (path) => path.endsWith('/chat/completions'),
  read: (body) => {
    const parsed = Request.safeParse(body)
    if (!parsed.success) return null
    const { model, stream, messages, tools } = parsed.data
    const side = tools.length === 0 ? ({ kind: 'text', text: 'Scripted title' } as const) : null
    return { model, isStream: stream ?? false, entries: messages.flatMap(entriesOf), side, body }
  },
  shell: (command) => ({ name: 'bash', input: { command, description: 'scripted' } }),
  whole: (id, { model }, step) =>
    JSON.stringify({
      ...{ id: `chatcmpl-${id}`, object: 'chat.completion', created: 0, model, usage },
      choices: [
        { index: 0, message: { role: 'assistant', ...contentOf(id, step) }, finish_reason: reasonOf(step) },
      ],
    }),
  streamed: (id, { model }, step) => {
    const base = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: 0, model }
    const deltas =
      step.kind === 'tool' ? [contentOf(id, step)] : wordsOf(step.text).map((content) => ({ content }))
    const chunks = [
      ...deltas.map((delta) => ({
        ...base,
        choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: null }],
      })),
      { ...base, choices: [{ index: 0, delta: {}, finish_reason: reasonOf(step) }], usage },
    ]
    return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n']
  },
  error: (status) =>
    JSON.stringify({
      error: { message: `scripted ${status}`, type: status === 429 ? 'rate_limit_error' : 'error' },
    }),
}

function entriesOf({ role, content, tool_calls: calls }: z.infer<typeof Message>): ScriptEntry[] {
  const text = textOf(content)
  switch (role) {
    case 'assistant':
      return calls.length > 0 ? calls.map(() => ({ kind: 'tool-call' })) : [{ kind: 'assistant-text' }]
    case 'tool': {
      // A plugin appends mail to what a tool printed.
      const [printed, mail] = splitMail(text)
      return [{ kind: 'tool-result', text: printed }, ...contextOf(mail)]
    }
    case 'user':
      return [{ kind: 'user-text', text }]
    default:
      return [{ kind: 'context', text }]
  }
}

const contextOf = (text: string): ScriptEntry[] => (text === '' ? [] : [{ kind: 'context', text }])

const Block = z.looseObject({ text: z.string().default('') })
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  const blocks = z.array(Block).safeParse(content)
  return blocks.success ? blocks.data.map(({ text }) => text).join('\n') : ''
}

const contentOf = (id: string, step: ScriptStep): object =>
  step.kind === 'text'
    ? { content: step.text }
    : {
        tool_calls: [
          {
            ...{ index: 0, id: `call_${id}`, type: 'function' },
            function: { name: step.name, arguments: JSON.stringify(step.input) },
          },
        ],
      }

const reasonOf = (step: ScriptStep): string => (step.kind === 'tool' ? 'tool_calls' : 'stop')
const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 }
