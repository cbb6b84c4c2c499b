import { z } from 'zod'
import { HarnessSessionId } from '../domain/ids.ts'
import type { HeadlessReading } from './harness.ts'
import { parseJson } from './json-line.ts'
import { dim, red, resultLine, toolLine, toTerminal } from './terminal-text.ts'

const Item = z.looseObject({
  type: z.string(),
  text: z.string().catch(''),
  command: z.string().catch(''),
  aggregated_output: z.string().catch(''),
  exit_code: z.number().nullable().catch(null),
  tool: z.string().catch('tool'),
  message: z.string().catch(''),
})
/** A line of `codex exec --json` (0.169.0); lines of other types read as nothing. */
const Line = z.looseObject({
  type: z.string(),
  thread_id: HarnessSessionId.nullable().catch(null),
  item: Item.nullable().catch(null),
  message: z.string().catch(''),
  error: z.object({ message: z.string() }).nullable().catch(null),
})

const nothing: HeadlessReading = { text: '', session: null, result: null }

/** One line of a headless turn as terminal text. What is no JSON is shown as it is; unknown lines show nothing. */
export function readCodexLine(line: string): HeadlessReading {
  if (line.trim() === '') return nothing
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success) return { ...nothing, text: `${toTerminal(line)}\r\n` }
  const { type, thread_id: session, item, error, message } = parsed.data
  switch (type) {
    case 'thread.started':
      return { ...nothing, session, text: `${dim('Codex')}\r\n` }
    case 'item.completed':
      return item === null ? nothing : readItem(item)
    case 'error':
      return { ...nothing, text: `${red(toTerminal(message))}\r\n` }
    case 'turn.failed':
      return { ...nothing, result: { isError: true, summary: error?.message ?? 'the turn failed' } }
    default:
      return nothing
  }
}

function readItem(item: z.infer<typeof Item>): HeadlessReading {
  switch (item.type) {
    case 'agent_message': // the last one is what the turn came to; a failure after it says so
      return {
        ...nothing,
        text: `${toTerminal(item.text)}\r\n`,
        result: { isError: false, summary: item.text },
      }
    case 'command_execution': {
      const isError = item.exit_code !== null && item.exit_code !== 0
      return {
        ...nothing,
        text: toolLine('shell', item.command) + resultLine(item.aggregated_output, isError),
      }
    }
    case 'mcp_tool_call':
      return { ...nothing, text: toolLine(item.tool, '') }
    case 'error':
      return { ...nothing, text: `${red(toTerminal(item.message))}\r\n` }
    default:
      return nothing
  }
}
