import { z } from 'zod'
import { HarnessSessionId } from '../domain/ids.ts'
import type { HeadlessReading } from './harness.ts'

const Block = z.object({
  type: z.string(),
  text: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  input: z.record(z.string(), z.unknown()).catch({}),
  content: z.unknown().optional(),
  is_error: z.boolean().optional().catch(undefined),
})
type Block = z.infer<typeof Block>

/** A line of `--output-format stream-json` (2.1.330); lines of other types read as nothing. */
const Line = z.object({
  type: z.string(),
  subtype: z.string().optional().catch(undefined),
  session_id: HarnessSessionId.nullable().catch(null),
  model: z.string().optional().catch(undefined),
  message: z
    .object({ content: z.union([z.string(), z.array(z.unknown())]).catch([]) })
    .optional()
    .catch(undefined),
  is_error: z.boolean().optional().catch(undefined),
  result: z.string().optional().catch(undefined),
  errors: z.array(z.string()).optional().catch(undefined),
})

const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`
const red = (text: string): string => `\x1b[31m${text}\x1b[39m`
const cyan = (text: string): string => `\x1b[36m${text}\x1b[39m`

/** One line of a headless turn as terminal text. What is no JSON is shown as it is; unknown lines show nothing. */
export function readClaudeLine(line: string): HeadlessReading {
  const nothing: HeadlessReading = { text: '', session: null, result: null }
  if (line.trim() === '') return nothing
  const parsed = Line.safeParse(parseJson(line))
  if (!parsed.success) return { ...nothing, text: `${toTerminal(line)}\r\n` }
  const { type, subtype, session_id: session, message } = parsed.data
  switch (type) {
    case 'system':
      if (subtype !== 'init') return { ...nothing, session }
      return {
        ...nothing,
        session,
        text: `${dim(`Claude Code, ${parsed.data.model ?? 'unknown model'}`)}\r\n`,
      }
    case 'assistant':
    case 'user':
      return { ...nothing, session, text: blocksOf(message?.content).map(renderBlock).join('') }
    case 'result': {
      const isError = parsed.data.is_error ?? subtype !== 'success'
      const summary = parsed.data.result ?? parsed.data.errors?.join('; ') ?? subtype ?? 'no result'
      return { session, text: isError ? `${red(toTerminal(summary))}\r\n` : '', result: { isError, summary } }
    }
    default:
      return { ...nothing, session }
  }
}

const blocksOf = (content: string | readonly unknown[] | undefined): readonly Block[] =>
  Array.isArray(content)
    ? content.flatMap((block: unknown) => {
        const parsed = Block.safeParse(block)
        return parsed.success ? [parsed.data] : []
      })
    : []

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'text':
      return `${toTerminal(block.text ?? '')}\r\n`
    case 'tool_use':
      return `${cyan(`⏺ ${block.name ?? 'tool'}`)} ${clip(subjectOf(block.input))}\r\n`
    case 'tool_result': {
      const [first = '', ...rest] = textOf(block.content).trimEnd().split('\n')
      const more = rest.length > 0 ? dim(` (+${rest.length} lines)`) : ''
      const shown = clip(first)
      return `  ⎿ ${block.is_error ? red(shown) : dim(shown)}${more}\r\n`
    }
    default:
      return ''
  }
}

/** What says most about a tool call: its command, its file, else its whole input. */
function subjectOf(input: Readonly<Record<string, unknown>>): string {
  const named = ['command', 'file_path', 'url', 'pattern', 'description'].map((field) => input[field])
  const text = named.find((value) => typeof value === 'string') ?? JSON.stringify(input)
  return text.split('\n')[0] ?? ''
}

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content
  return blocksOf(Array.isArray(content) ? content : [])
    .map((block) => block.text ?? '')
    .join('\n')
}

const clip = (text: string): string => {
  const line = toTerminal(text)
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}

/** Text for a terminal: its own control codes are taken out, so that output cannot move the cursor of its reader. */
const toTerminal = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '').replaceAll('\n', '\r\n')

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null // the caller shows the line as it is
  }
}
