import { z } from 'zod'
import type {
  ConversationBlock,
  ConversationMessage,
  ConversationStep,
} from '../contract/api/conversation.ts'
import { conversationTextCharsMax } from '../limits.ts'

const optional = z.string().optional().catch(undefined)
const Line = z.object({
  type: z.enum(['user', 'assistant']),
  uuid: optional,
  timestamp: optional,
  requestId: optional,
  agentId: optional,
  isSidechain: z.boolean().catch(false),
  isMeta: z.boolean().catch(false),
  message: z.object({ content: z.union([z.string(), z.array(z.unknown())]) }),
})
type Line = z.infer<typeof Line>

const Part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()).catch({}),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.unknown(),
    is_error: z.boolean().catch(false),
  }),
])
type Part = z.infer<typeof Part>
type Action = { readonly category: string; readonly name: string }

/**
 * A transcript of Claude Code (JSON lines, 2.1.330) as one step, with a nested one for each agent it delegated to. Lines
 * and parts of other kinds, thinking among them, are left out; long texts are cut.
 */
export function readClaudeTranscript(id: string, description: string, content: string): ConversationStep {
  const actions = new Map<string, Action>()
  const root = step(id, description)
  const delegated = new Map<string, ConversationStep>()
  for (const text of content.split('\n')) {
    const line = Line.safeParse(parseJson(text))
    if (!line.success || line.data.isMeta) continue
    const blocks = blocksOf(line.data, actions)
    if (blocks.length === 0) continue
    const target = line.data.isSidechain ? stepOf(delegated, root, line.data.agentId ?? 'delegated') : root
    add(target, line.data, blocks)
    if (target !== root) widen(root, line.data.timestamp)
  }
  return root
}

const step = (id: string, description: string): ConversationStep => ({
  id,
  description,
  messages: [],
  steps: [],
})

function stepOf(known: Map<string, ConversationStep>, root: ConversationStep, id: string): ConversationStep {
  const found = known.get(id)
  if (found !== undefined) return found
  const made = step(id, 'delegated work')
  known.set(id, made)
  root.steps.push(made)
  return made
}

/** Lines of one request are one message: Claude writes a line for each of its parts. */
function add(target: ConversationStep, line: Line, blocks: ConversationBlock[]): void {
  const role = blocks.every(({ type }) => type === 'action_result') ? 'tool' : line.type
  const last = target.messages.at(-1)
  widen(target, line.timestamp)
  const ids = line.uuid === undefined ? [] : [line.uuid]
  if (
    last !== undefined &&
    last.role === role &&
    last.request_id !== undefined &&
    last.request_id === line.requestId
  ) {
    last.content.push(...blocks)
    last.message_ids?.push(...ids)
    return
  }
  const message: ConversationMessage = { message_ids: ids, role, content: blocks }
  if (line.requestId !== undefined) message.request_id = line.requestId
  if (line.timestamp !== undefined) message.timestamp = line.timestamp
  target.messages.push(message)
}

function widen(target: ConversationStep, timestamp: string | undefined): void {
  if (timestamp === undefined) return
  if (target.started_at === undefined || timestamp < target.started_at) target.started_at = timestamp
  if (target.completed_at === undefined || timestamp > target.completed_at) target.completed_at = timestamp
}

function blocksOf(line: Line, actions: Map<string, Action>): ConversationBlock[] {
  const { content } = line.message
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  return parts.flatMap((part) => {
    const parsed = Part.safeParse(part)
    return parsed.success ? blockOf(parsed.data, actions) : []
  })
}

function blockOf(part: Part, actions: Map<string, Action>): ConversationBlock[] {
  switch (part.type) {
    case 'text':
      return part.text.trim() === '' ? [] : [{ type: 'text', text: cut(part.text) }]
    case 'tool_use': {
      const action = actionOf(part.name)
      actions.set(part.id, action)
      return [{ type: 'action', id: part.id, ...action, input: shortened(part.input) }]
    }
    case 'tool_result': {
      const action = actions.get(part.tool_use_id) ?? actionOf('unknown')
      const text = textOf(part.content)
      const state = !part.is_error
        ? 'completed'
        : /doesn't want to proceed|denied/i.test(text)
          ? 'denied'
          : 'failed'
      return [
        { type: 'action_result', action_id: part.tool_use_id, ...action, state, output: { text: cut(text) } },
      ]
    }
  }
}

const categories: Readonly<Record<string, Action>> = {
  Bash: { category: 'command', name: 'run_command' },
  Read: { category: 'files', name: 'read_files' },
  Edit: { category: 'files', name: 'edit_files' },
  MultiEdit: { category: 'files', name: 'edit_files' },
  Write: { category: 'files', name: 'edit_files' },
  NotebookEdit: { category: 'files', name: 'edit_files' },
  Glob: { category: 'search', name: 'find_files' },
  Grep: { category: 'search', name: 'search_files' },
  WebFetch: { category: 'search', name: 'read_page' },
  WebSearch: { category: 'search', name: 'search_web' },
  TodoWrite: { category: 'documents', name: 'update_plan' },
  ExitPlanMode: { category: 'documents', name: 'present_plan' },
  Skill: { category: 'skill', name: 'use_skill' },
}
const actionOf = (tool: string): Action =>
  (Object.hasOwn(categories, tool) ? categories[tool] : undefined) ?? { category: 'integration', name: tool }

const shortened = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      typeof value === 'string' ? cut(value) : bounded(value),
    ]),
  )

/** What is no text is kept while it is small. */
const bounded = (value: unknown): unknown => {
  const text = JSON.stringify(value) ?? ''
  return text.length <= conversationTextCharsMax ? value : cut(text)
}

const cut = (text: string): string =>
  text.length <= conversationTextCharsMax ? text : `${text.slice(0, conversationTextCharsMax)} …`

const TextParts = z.array(z.looseObject({ text: z.string().catch('') }))
const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content
  const parts = TextParts.safeParse(content)
  return parts.success ? parts.data.map((part) => part.text).join('\n') : ''
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null // a line that was cut off, or none of Claude's
  }
}
